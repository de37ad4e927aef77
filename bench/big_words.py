"""What a big log says: its people, the events of each kind of item, who usually does them, their values."""

import numpy as np
import pyarrow as pa

from stepin.log import schema

TEAMS, PEOPLE, REPOS_PER_TEAM = 50, 2000, 8
KINDS = ("change", "issue", "request", "dependency", "alert")
KIND_SHARES = (0.55, 0.2, 0.1, 0.05, 0.1)
CHANGE, ALERT = 0, 4
CLOSING = np.array(
    [schema.EVENT_KINDS.index(kind) for kind in ("merged", "closed", "closed", "closed", "resolved")]
)
# What may follow the first events, by kind of item: event and weight.
MIDDLE = (
    "commented 38 pushed 25 changes_requested 8 reviewed 10 approved 6 labelled 7 review_requested 6",
    "commented 55 status_changed 15 labelled 10 assigned 8 priority_changed 4 linked 4 described 4",
    "commented 55 status_changed 20 labelled 5 assigned 10 due_changed 5 priority_changed 5",
    "commented 50 status_changed 20 blocked 6 unblocked 6 assigned 10 due_changed 8",
    "acknowledged 30 commented 35 escalated 10 assigned 10 status_changed 10 snoozed 5",
)
OWNER, REVIEWER, LEAD, MEMBER, AUTHOR, BOT = range(6)
# Who does it: shares of owner, reviewer, lead, another member, author, bot.
USUALLY = (0.5, 0.0, 0.1, 0.2, 0.15, 0.05)
ACTORS = {
    "pushed": (0.97, 0.0, 0.0, 0.03, 0.0, 0.0),
    "commented": (0.3, 0.3, 0.07, 0.13, 0.15, 0.05),
    "reviewed": (0.0, 0.85, 0.05, 0.1, 0.0, 0.0),
    "approved": (0.0, 0.8, 0.1, 0.1, 0.0, 0.0),
    "changes_requested": (0.0, 0.9, 0.04, 0.06, 0.0, 0.0),
    "labelled": (0.1, 0.1, 0.0, 0.1, 0.1, 0.6),
    "merged": (0.4, 0.4, 0.2, 0.0, 0.0, 0.0),
    "resolved": (0.8, 0.0, 0.05, 0.05, 0.0, 0.1),
}
LOGINS = np.array([f"github:person-{number:04}" for number in range(PEOPLE)] + ["github:build-bot"])
WORDS = {
    "asks": [f"ask mention:{login}" for login in LOGINS[:PEOPLE]],
    "names": [f"mention:{login}" for login in LOGINS[:PEOPLE]],
    "people": LOGINS[:PEOPLE].tolist(),
    "cues": ["ask", "answer", "decide", "approve", "answer decide"],
    "statuses": ["To Do", "In Progress", "In Review", "Done"],
    "labels": [f"area-{number}" for number in range(20)],
    "teams": [f"team:team-{number:02}" for number in range(TEAMS)],
    "days": [str(np.datetime64("2022-02-01") + 10 * step) for step in range(100)],
    "priorities": ["p0", "high", "normal", "low"],
    "endings": ["completed", "completed", "completed", "not_planned"],
}
VALUES = pa.array([word for words in WORDS.values() for word in words])
STARTS = dict(zip(WORDS, np.cumsum([0, *map(len, WORDS.values())]).tolist(), strict=False))
ANY_OF = {
    "status_changed": "statuses", "labelled": "labels", "blocked": "teams", "unblocked": "teams",
    "due_changed": "days", "priority_changed": "priorities", "closed": "endings",
}  # fmt: skip
NAMES_SOMEBODY = ("assigned", "review_requested", "escalated")
