"""What a comment does, told from its words: asks, answers, approves, decides, chases, promises, agrees
to the idea, names somebody.

Only these words leave this module; the text does not. Quotes, code and links are not the writer's own words
and are left out first, except that quoting somebody is itself a sign of answering, and a suggested change one
of asking.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from stepin.org.organisation import CuePatterns
from stepin.sources import cue_words
from stepin.sources.passing_names import without_passing_names

_FENCE = re.compile(r"^[ \t]*(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.M | re.S)
_QUOTE = re.compile(r"^ {0,3}>.*$", re.M)
_NOT_WORDS = re.compile(
    r"<!--.{0,2000}?-->|<[^<>\n]{1,300}>|(?<!`)(`{1,3})[^`\n]+\1|(?:https?|ftp)://[^\s)\]]+"
    r"|(?<![~\w])(~{1,2})(?=[^\s~])[^~\n]++(?<=\S)\2(?![~\w])",
    re.S,
)
_SUGGESTION = re.compile(r"^[ \t]*`{3,}[ \t]*suggestion\b", re.M)
_LOGIN = r"[A-Za-z0-9](?:[A-Za-z0-9_]|-(?=[A-Za-z0-9])){0,38}"
_MENTION = re.compile(rf"(?<![\w@./+-])@({_LOGIN})(?![\w/@(-]|\.\w|['’]s\b)")
_ADDRESSED = re.compile(rf"\A\s*(?:(?:hi|hey|hello)\s+)?(?:@{_LOGIN}(?!\w|['’]s\b)[\s,:;–-]*)+", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
_LONGEST = 20_000  # characters; what a comment does is said in its first pages


BUILT_IN = CuePatterns()


def cues(
    text: str | None,
    *,
    rules: CuePatterns = BUILT_IN,
    logins: Mapping[str, str] | None = None,
    thread: int | None = None,
) -> str | None:
    """The cues of one comment in the log's order, separated by spaces; None where there are none.

    ``logins`` maps a lower-case login to its usual spelling: who is named is spelled so where it is known.
    ``thread`` is the number of the thread that the comment is in, if any.
    """
    whole = (text or "")[:_LONGEST].replace("\r\n", "\n")
    own = own_words(whole)
    within = () if thread is None else (f"thread:{thread}",)
    acts = [*_acts(whole, own, rules)]
    named = without_passing_names(own) if "ask" in acts else own
    found = [*acts, *within, *_mentions(named, logins or {})]
    return " ".join(found) or None


def own_words(text: str) -> str:
    """The text without quoted lines, code (fenced and inline), links, HTML tags and comments, and what is
    struck out within a line."""
    return _NOT_WORDS.sub(" ", _unquoted(text)).strip()


def _unquoted(text: str) -> str:
    return _QUOTE.sub("", _FENCE.sub(" ", text))


def _acts(whole: str, own: str, rules: CuePatterns) -> Iterator[str]:
    said = _ADDRESSED.sub("", own)
    asks = bool(_SUGGESTION.search(whole)) or _any(cue_words.ASK, own, rules.ask)
    if asks:
        yield "ask"
    if _answers(whole, own, said, asks=asks) or _any(cue_words.ANSWER, said, rules.answer):
        yield "answer"
    approves = _any(cue_words.APPROVE, said, rules.approve)
    if approves:
        yield "approve"
    if _any(cue_words.DECIDE, said, rules.decide):
        yield "decide"
    if _any(cue_words.CHASE, own, rules.chase):
        yield "chase"
    if asks and _any(cue_words.YOU, own, rules.you):
        yield "you"
    if _promises(whole) or _any((), own, rules.promise):
        yield "promise"
    if not asks and not approves and _supports(whole, said, rules):
        yield "support"


def _answers(whole: str, own: str, said: str, *, asks: bool) -> bool:
    """Words of one's own under a quote, or a statement, but no wish, addressed to somebody by name."""
    quotes = bool(own) and bool(_QUOTE.search(_FENCE.sub(" ", whole)))
    addressed = said != own and bool(said) and not asks and not _any(cue_words.WISH, own, ())
    return quotes or addressed


def _supports(whole: str, said: str, rules: CuePatterns) -> bool:
    """Whether it agrees to the idea, and has nothing beside it: neither words nor code."""
    return (not _FENCE.search(whole) and _any(cue_words.SUPPORT, said, ())) or _any((), said, rules.support)


def _promises(whole: str) -> bool:
    """Whether a sentence says what its writer will do; code stays a word, for it may be code that will."""
    sentences = _SENTENCE.split(_NOT_WORDS.sub(" it ", _unquoted(whole)))
    return any(_any(cue_words.PROMISE, s, ()) and not _any(cue_words.NO_PROMISE, s, ()) for s in sentences)


def _any(built_in: Iterable[re.Pattern[str]], text: str, extra: Iterable[str]) -> bool:
    return any(p.search(text) for p in built_in) or any(re.search(p, text, re.I) for p in extra)


def _mentions(own: str, logins: Mapping[str, str]) -> Iterator[str]:
    named = dict.fromkeys(logins.get(found.lower(), found) for found in _MENTION.findall(own))
    return (f"mention:github:{login}" for login in named)
