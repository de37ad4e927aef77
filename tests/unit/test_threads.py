import numpy as np

from stepin.analysis.definitions.encoded import KIND
from stepin.analysis.definitions.threads import threads, without_threads

SAID, LABEL, BOTH = 1 << KIND["commented"], 1 << KIND["labelled"], (1 << KIND["commented"]) | 1
REVIEWED = 1 << KIND["reviewed"]


def test_each_thread_that_comments_name_has_a_number_and_the_first_of_several_counts() -> None:
    values = [
        "ask thread:7",
        "thread:8 mention:github:ana",
        "thread:7",
        "thread:8 thread:7",
        "ask",
        "unthread:7",
    ]
    assert threads(values, np.full(6, SAID)).tolist() == [0, 1, 0, 1, -1, -1, -1]


def test_labels_and_reviews_are_in_no_thread() -> None:
    assert threads(["thread:7", "thread:7 ask"], np.array([LABEL, REVIEWED])).tolist() == [-1, -1, -1]


def test_texts_are_told_once_without_their_threads_and_with_all_kinds_they_occur_with() -> None:
    values, used = (
        ["ask thread:7", "bug", "ask", "ask thread:8", "thread:7"],
        [SAID, LABEL, REVIEWED, SAID, SAID],
    )
    texts, kinds, text_of = without_threads(values, np.array(used))
    assert texts == ["ask", "bug", ""]
    assert kinds.tolist() == [SAID | REVIEWED, LABEL, SAID]
    assert text_of.tolist() == [0, 1, 0, 0, 2, 3]


def test_what_is_a_label_too_stays_as_it_is() -> None:
    values = ["thread:7", "team:a thread:7"]
    texts, kinds, text_of = without_threads(values, np.array([LABEL, BOTH]))
    assert (texts, kinds.tolist(), text_of.tolist()) == (values, [LABEL, BOTH], [0, 1, 2])
