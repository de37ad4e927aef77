"""The words by which a comment is told to ask, answer, approve, decide, chase or promise.

Tuned on one hand-labelled sample and measured on another: docs/github.md has the figures.
"""

import re
from re import Pattern

_START = r"(?:\A|[.!?:;\n])\W{0,12}"  # of the text or of a sentence; bounded, so that no text takes long

_REBASE = (
    r"(?<!longer )(?<!n['’]t )(?<!not )\bneeds? (?:\(?"
    r"(?:an?|one|to be|another|new|fresh|more|some|trivial|small|simple|quick|minor)\)? ){0,4}rebas"
)

# "I'll take a look", "somebody wants to have a look": what the writer or others do themselves is no request.
_NO_REQUEST = (
    "".join(
        rf"(?<!{who} {also})"
        for who in ("['’]ll", r"\bwill", r"\bI['’]d", r"\bI", r"\bme", r"\bI can")
        for also in ("", "also ", "just ")
    )
    + r"(?:(?<=\byou to )|(?<!\bto ))"
)


def _any_case(*patterns: str) -> tuple[Pattern[str], ...]:
    return tuple(re.compile(p, re.I | re.M) for p in patterns)


ASK = _any_case(
    r"\?(?=[\s)\"'*_\]!.,?]|$)",
    r"\bplease\b(?! don['’]t| do not)",
    r"\b(?:could|can|would|will) you\b(?! (?:see|imagine))",
    r"\bmind (?:having|taking|if|re\w+ing)",
    r"\b(?:ping|ptal)\b",
    _REBASE,
    r"\bany (?:update|news|progress)",
    r"\A\W*(?:\w+[ -])?(?:nano|pico|micro)?nit(?:s|pick)?\b",
    r"\A\W*(?:style|naming|typo)\s*:",
    rf"{_NO_REQUEST}\b(?:have|take) (?:a|another) (?:quick |final |second |closer )?look\b",
    r"\bwhat do (?:you|others|people)(?: all| both)? think",
    r"\blet me know\b",
    r"\bI(?:['’]d| would) (?:also |really )?(?:like|want|need|prefer|love|appreciate) (?:it )?(?:if )?you\b",
    r"\bneeds? you to\b",
    r"\b(?:would|might|could) be (?:very |really )?(?:great|nice|good|better|helpful|useful)"
    r" if (?:you|someone)\b",
    r"\b(?:how about|what about)\b",
    rf"{_START}maybe (?:just |also |better |you (?:could |can |should )?)?"
    r"(?:add|use|do|make|call|rename|move|remove|drop|mention|replace|split|keep)\b",
    r"\bshould (?:also )?be (?:changed|renamed|removed|moved|capitali[sz]ed|replaced|simplified)\b",
    r"\A\W*you can (?:use|just|also|simply|remove|drop)\b",
    rf"{_START}consider \w+ing\b",
)  # fmt: skip

# What its writer would like better, but asks nobody for: no question, and no answer to one either.
WISH = _any_case(
    r"\bI(?:['’]d| would) (?:also )?(?:like|prefer|suggest|appreciate|want)\b",
    r"\bI suggest\b|\bI want to (?:make|suggest)\b",
    r"\bwhy not\b",
    r"\b(?:would|might|could) be"
    r" (?:great|nice|good|better|helpful|useful|cleaner|clearer|a (?:slightly )?(?:more|better))\b",
    r"\bmaybe (?:we |you |it |this |do |just |also |better |could |can |should )*"
    r"(?:add|use|do|make|call|rename|move|remove|drop|always|mention|replace|split|keep|this|cast)\b",
    r"\b(?:this|these|it|that|which|comments?|\w+ed|here) (?:should|could|needs? to|must)"
    r"(?: probably| also| just| all)* be\b"
    r"(?! (?:fixed|ok|fine|good|enough|done|possible|due|merged))",
    r"\b(?:should|could) (?:also )?be"
    r" (?:changed|renamed|removed|moved|capitali[sz]ed|replaced|simplified|added|updated|closed)\b",
    r"(?<!believe )\b(?:we|you) (?:should|could|may want to|might want to)"
    r"(?: probably| also| just| simply| then)*"
    r" (?:add|use|do|make|print|rename|move|remove|drop|avoid|replace|keep|mention|rebase|squash|change)\b",
    r"\bconsider \w+ing\b",
)

ANSWER = _any_case(
    r"\A\W*(?:done|fixed|yes|yeah|yep|yup|no|nope|right|agreed|i agree|sure|ok|okay|thanks|thank you|thx"
    r"|good (?:point|catch|idea|question)|nice|makes sense|indeed|true|correct|oh|ah+|oops|sorry|apparently"
    r"|exactly|updated|rebased|removed|added|addressed|changed|resolved|reworked|renamed|moved|reverted|restored"
    r"|squashed|dropped|replaced|applied|adapted|adopted|implemented|opened|force-pushed|pushed"
    r"|never ?mind|well|hm+|pr updated|because|there (?:is|are) no|no worries|sounds good"
    r"|fair|i see|ha|expanded|then)\b",
    rf"{_START}(?:done|fixed|updated|addressed|rebased|changed|force-pushed|agreed)\b",
    r"\b(?:is|are|been|be|it['’]s|now|have|has|I['’]ve|was|were)(?: just| now| all| also)*"
    r" (?:fixed|addressed|added|updated|rebased|reworked|removed|squashed)\b",
    r"\bI(?: just| also| have| now)*"
    r" (?:fixed|addressed|added|updated|rebased|reworked|removed|changed|pushed)\b",
    r"\bas (?:you )?suggested\b",
    r"\b(?:as )?per @?[\w-]+(?:['’]s)? (?:suggestion|comment|review|feedback)",
    r"\byou['’]re (?:totally |absolutely |completely )?(?:right|correct)\b",
)

_ACK = r"(?:post-merge |re-?|light |tested |code[ -]review |cr[ -]?|un?tested |ut|t)*(?:re-?)?ACK"
_NOT_YET = r"(?!ed\b|s\b|ing\b|['’]|,? (?:otherwise|after|once|if|when|from|by|except)\b)"
_STRESSED = r"(?:strong|obvious|full|also|and|so|but|soft) "
_LOOKS_GOOD = r"\b(?:lgtm|looks good to me)\b(?!,? (?:otherwise|but|except|apart|after))"
APPROVE = (
    re.compile(rf"{_START}(?i:{_STRESSED})?(?i:{_ACK})\b{_NOT_YET}(?=\W|$)", re.M),
    re.compile(
        r"(?i:(?<!concept )(?<!approach )(?<!design ))"
        rf"(?i:post-merge |tested |code[ -]review |re-?|ut|(?<!\w)t){{1,3}}ACK\b{_NOT_YET}"
    ),
    re.compile(r"(?<![\w-])(?i:(?<!concept )(?<!approach )(?<!almost ))ACK \W{0,3}[0-9a-f]{6,40}\b"),
    re.compile(rf"(?i)(?<!otherwise )(?<!otherwise, ){_LOOKS_GOOD}"),
    re.compile(r"(?i)\A\s*(?:\+1|:\+1:|:thumbsup:|👍|looks good)[\s.!]*\Z"),
)  # fmt: skip

# Agreement with the idea alone, and nothing beside it: no more is known of the work after it than before.
_FILL = r"(?>:[\w+-]{1,30}:|[\W_])*+"  # emoji, also by name, and punctuation
_IDEA = r"(?:concept|approach|design)"
_DEGREE = r"(?:strong|obvious|huge|big|full|very|soft|light|mild|weak|tentative)(?:ly)?\W+"
SUPPORT = _any_case(
    rf"\A{_FILL}(?:{_DEGREE}){{0,3}}(?:re-)?{_IDEA}(?:(?:\W+|\W+and\W+){_IDEA})?[ -]{{1,3}}(?:re-)?ACK\b"
    rf"{_FILL}(?:[0-9a-f]{{6,40}}\b{_FILL})?\Z"
)

DECIDE = (
    re.compile(r"\bNAC?K\b"),
    *_any_case(
        rf"{_START}(?:so |I['’]m |I am |I['’]ll |I will |let['’]s |let me )?(?:closing|close)"
        r"(?: (?:this|it|the|as|for now|in fav|because|since|due|and|per|here|old|issue)\b|[.,;]|\s*$)",
        r"\b(?:I['’]ll|I will|I['’]m going to|going to|will)(?: go ahead and| just| then)? (?:merge|close)\b",
        rf"{_START}will (?:merge|close)\b|{_START}merging\b",
        r"\blet['’]s (?:go|keep|leave|merge|close|stick|use|move|drop|postpone|defer|not|just|get)\b",
        r"\b(?:feel free to|please) re-?open\b",
        r"\bwon['’]?t ?fix\b|\bready (?:for|to) (?:be )?merged?\b|\brfm\b",
        r"\bwe(?:['’]ve| have)? (?:decided|agreed)\b",
    ),
)

CHASE = _any_case(
    r"\bany (?:updates?|news|progress|movement|plans?)\b",
    r"(?:\b(?:friendly|gentle|kind) |\A\W*)(?:ping|bump|nudge|reminder)\b|\bping(?:ing)? @|\bptal\b",
    r"\bstill (?:working on|interested|planning|want(?:ed)?|plan|needed|relevant|alive|active)\b",
    r"\bstill (?:an issue|the case)\b",
    r"\b(?:are|were) you (?:still|planning|going to|able|working|interested|around)\b",
    r"\bdo you (?:still|plan|intend|have (?:any |the |some )?(?:time|plans?)|want (?:to|me to))\b",
    r"\bwhat(?:['’]s| is) the (?:status|state|plan)\b|\bstatus (?:of|here|update)\b",
    _REBASE,
    r"\brebase\s*\?|\bplease (?:re-?)?(?:base|rebase)\b|\b(?:you|mind) rebas",
    r"\b(?:can|could|should|shall) (?:this|it|we|i|these)(?: now| just| be| issue| pr)*"
    r" merged?\b",
    r"\b(?:can|could|would|will|may) (?:one of you|any of you|you|someone|somebody|anyone|anybody)"
    r"(?: please| also| perhaps| maybe| kindly)* (?:have a|take a|re-?review|review|look|respond|reply"
    r"|rebase|(?:re-?)?ack|finish)\b",
    r"\b(?:want|like|care|willing) to (?:review|rebase|finish|pick|take (?:this|it|a look|over))\b",
    r"\b(?:want|like|care|willing) to have (?:a|another) look\b",
    r"\bmind (?:having|taking|rebasing|addressing|finishing|reviewing|squashing)\b",
    r"\bwaiting (?:for|on) (?:you|@|the author|a (?:response|reply|review)|an? (?:update|answer))",
    r"\bup for grabs\b|\bneeds? (?:more )?(?:review|reviewers|acks|testing)\b",
    r"\bwhen (?:do|will|can|could|would) (?:you|we)\b|\bhow(?:['’]s| is) (?:this|it) (?:going|coming)\b",
    r"\b(?:anyone|anybody) (?:wants?|interested|willing|up for|able)\b",
    r"\b(?:have you|did you) (?:had|have|get|found|find)(?: a chance| time|\b)",
    r"\bseems? (?:to be )?(?:abandoned|stalled|inactive|stuck)\b|\bno (?:activity|response|reply)\b",
)  # fmt: skip

YOU = _any_case(
    r"\b(?:could|can|would|will|did|do|does|are|have|were) (?:you|your)\b",
    r"\byou(?:r|['’]re|['’]ve)?\b[^.?!\n]{0,80}\?",
    r"\bplease (?!don['’]t|do not)\w+",
    r"\b(?:what|which) (?:version|os|platform|system|compiler|device)\b",
    r"\blet (?:me|us) know\b",
)

# Who says so is waited on, so these are told narrowly: what they will do, and no "if", "once" or "perhaps".
_DO = (
    r"(?:(?:just|also|now|then|soon|shortly|definitely|certainly|quickly|still|next|actually|simply) ){0,3}"
    r"(?:(?:try(?: to| and)?|go ahead and|start|have to|need to) )?(?:re-?)?"
    r"(?:add|address|adapt|adjust|adopt|amend|apply|base|benchmark|change|check|clean|convert|correct|create|cut"
    r"|determine|do(?! not)|document|double-?check|drop|expand|experiment|explore|expose|extract|file"
    r"|find(?: out)?|finish|fix|follow up|figure (?:it |this |that )?out"
    r"|get (?:back )?to (?:it|this|that|\w+ing)|get (?:it|this|that|these) (?:done|fixed|in|rebased|ready)"
    r"|give (?:it|this|that) (?:a|another|some)|go (?:through|over)|handle"
    r"|have (?:a|another) (?:\w+ )?(?:look|go|stab|pass)|implement|improve|include|incorporate|investigate"
    r"|look (?:at|into|over|through|for|again|closer|more|soon|later)|make|mention|modify|move|open"
    r"|pick (?:it |this |that |them )?up|play (?:with|around)|post|pr|prepare|provide|publish|push"
    r"|put (?:up|together|it|this|that)|read|rebas(?:e|ing)|refactor|remove|rename|replace|reproduce|report"
    r"|resolve|rethink|revert|revise|rewrite|review|revisit|rework|run|send|set(?: up)?|setup|simplify|sort"
    r"|split|squash|start \w+ing|submit|switch|tackle"
    r"|take (?:a|another|it|this|that|care|over|one)|test|think (?:about|over|(?:it|this|that) over)|tidy"
    r"|tighten"
    r"|try (?:it|this|that)|turn|update|upload|verify|work (?:on|it|through)|write)\b(?! (?:sure|sense))"
)
_YES = r"(?:(?:and|so|but|yes|yeah|yep|ok|okay|sure|thanks|thx|agreed|right|indeed|cool),? )"
PROMISE = _any_case(
    rf"\bI(?:['’]ll| will| plan to| intend to|(?:['’]m| am) (?:going|planning) to) {_DO}",
    rf"(?:\A|[.!?:;,()–—-])\W{{0,12}}{_YES}{{0,2}}will {_DO}",
    r"\bI(?:['’]m| am) (?:(?:currently|already|still|now|also|actively) )?"
    r"(?:working on (?:it|this|that|these|a (?:fix|pr|patch|pull))|on it\b)",
    rf"\A\W{{0,12}}{_YES}?(?:(?:currently|already|still) )?"
    r"(?:working on (?:it|this|that)|on it)\b(?= *(?:[.!,;:)]|now|$))",
    r"\bI can take (?:it|this|that|over)\b(?! to\b)",
    rf"(?:\A\W{{0,12}}(?:@[\w-]{{1,39}}\W{{1,3}})?{_YES}{{0,2}}let me"
    r"|\bwe(?:['’]ll| will|(?:['’]re| are) going to))"
    r" (?:also |just )?(?:have|take) (?:a|another) (?:\w+ )?look\b",
)  # fmt: skip
NO_PROMISE = _any_case(
    r"\?|(?<!check )(?<!see )(?<!test )(?<!verify )\bif\b"
    r"|\b(?:unless|in case|whether|otherwise|assuming|provided|until|once|probably|maybe|perhaps|gladly"
    r"|happily|should I|shall I|let me know|ping me|someday)\b|\bwhen (?!I\b)",
    r"\bafter (?:that|this|it|#|the|you|rebas)|\bin (?:the )?future\b",
    r"\bfollow[- ]?ups?\b|\b(?:another|next|future) pr\b|\bseparate",
)
