"""Names in passing: people whom a comment agrees with, quotes, credits or speaks of, and asks nothing.

Told narrowly. A name at the start of a sentence or line is spoken to, and so may be one whose word or work is
still to come ("a review from @ana", "to be tested by @ana").
"""

import re

_LOGIN = r"@[A-Za-z0-9][\w-]{0,38}(?![\w-])"
_NAMES = rf"(?:{_LOGIN}(?:, {_LOGIN}){{0,9}},? (?:and|&|or) )?{_LOGIN}"  # named together
_AFTER = rf"[ (\[*_]{{1,4}}{_NAMES}"
_WORD = (  # but no greeting and no other name: whoever is named beside one spoken to is spoken to
    r"(?<![\w@-])(?!(?:hi|hey|hello|dear|thanks|thx|you|sorry|yes|no|ok|okay|cc|ping)\b)[a-z]\w*+"
)
_TO_COME = (
    r"(\b(?:be \w+|hear|reviews?|acks?|input|opinions?|thoughts|feedback|word|look|response|reply|answer"
    r"|approval|a comment|comments|help|anything|something|reviewed|tested|checked|confirmed|approved|acked"
    r"|decided|merged|done)(?: (?:over|up|off))? )?"
)
_SAYS = (
    r"(?:said|says|wrote|writes|found|brought"
    r"|commented|(?:mention|suggest|point|ask|explain|report|show|argu|not|propos|describ|observ|rais)(?:e?s|ed))\b"
)
_DID = r"(?:[\w-]+(?:ed|(?<!s)s)|did|had|found|saw|wrote|said|thought|brought|felt|made)\b"
_ADVERBS = r"(?: (?:also|already|just|still|once|has|had|have|very|\w+ly))*"
_PASSING = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_TO_COME}\b(?:by|from|per|via|between){_AFTER}",
        rf"\b(?:(?:dis)?agree[ds]?|concur|discussed|talked|spoken?|chatted)(?: \w+){{0,2}} with{_AFTER}",
        r"\b(?:thanks|according|due|similar|kudos|credits?|props|h/t|(?<!in )response|talked|talking) to"
        rf"{_AFTER}",
        rf"\b(?:as|that|what|which|where|how|(?:I|we) (?:think|believe|know)){_AFTER}(?={_ADVERBS} {_DID})",
        rf"{_WORD},? {_NAMES}(?={_ADVERBS} {_SAYS})",
        rf"{_NAMES}(?= ['’]s\b)",
        rf"{_WORD} \(?{_NAMES}(?= (?:suggestion|comment|proposal|idea|approach|patch|branch|logic)\b)",
    )
)


def without_passing_names(text: str) -> str:
    """The text less the names in passing, with a word or two before them."""
    for pattern in _PASSING:
        text = pattern.sub(_less, text)
    return text


def _less(found: re.Match[str]) -> str:
    """Nothing, but for somebody whose word or work is to come: those stay."""
    return found[0] if found.lastindex else " "
