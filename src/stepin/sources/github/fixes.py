"""Which issues of its repository a pull says it closes, in GitHub's closing keywords.

As the title and the text read now: either may have been edited since the pull was opened.
"""

import re

from stepin.sources.cues import own_words
from stepin.sources.github.work import Work

_CLOSES = re.compile(
    r"(?<![\w-])(?:fix(?:es|ed)?|closes?|closed|resolves?|resolved)(?:[ \t]*:[ \t]*|[ \t]+)"
    r"([\w.-]+/[\w.-]+)?#([1-9]\d{0,9})(?!\w)",
    re.I,
)
_LONGEST = 20_000  # characters


def fixed(work: Work) -> tuple[int, ...]:
    """The numbers, each once, in the order they are told in; never its own."""
    repo, _, own = work.item_id.removeprefix("github:").partition("#")
    title, text = (str(work.main.get(name) or "") for name in ("title", "body"))
    whole = f"{title}\n\n{text[:_LONGEST]}".replace("\r\n", "\n")
    found = _CLOSES.findall(own_words(_short(whole, work, repo)))
    numbers = (int(number) for where, number in found if not where or where.lower() == repo.lower())
    return tuple(dict.fromkeys(number for number in numbers if str(number) != own))


def _short(text: str, work: Work, repo: str) -> str:
    """With ``#12`` for the web address of an issue of the repository: other links are no words."""
    home = str(work.main.get("html_url") or "").rpartition("/pull/")[0] or f"https://github.com/{repo}"
    return re.sub(rf"<?{re.escape(home)}/(?:issues|pull)/(\d+)(?![\w/?#-])>?", r"#\1", text, flags=re.I)
