"""The forms that open in the chat: log a step-in, look back at one, ask about an item."""

from typing import Any

from stepin.findings.words import FORMS as FORM_WORDS
from stepin.ledger.actions.step_ins import FORMS
from stepin.ledger.ladder import BEFORE_PERFORMANCE, BY_KEY
from stepin.notify.slack.blocks import escaped, plain

View = dict[str, Any]
LONGEST_LABEL = 75
YES_NO = (("yes", "Yes"), ("no", "No"), ("unsure", "Not sure"))
AGAIN = (("no", "A one-off"), ("yes", "The same kind again"), ("unsure", "Cannot say yet"))


def log_view(*, team: str = "", about: str = "", item: str = "") -> View:
    return _modal(
        "log",
        "I stepped in",
        "Keep it",
        item,
        _written("team", "Which team?", team),
        _written("about", "What was it about?", about),
        _several("forms", "What did you do?", tuple((form, FORM_WORDS[form]) for form in FORMS)),
        _one("had_to_be_you", "Did it have to be you?", YES_NO),
    )


def look_back_view(step_in: str, title: str, says: tuple[str, ...]) -> View:
    """The ladder without its last question, which is not asked in a chat."""
    told = "\n".join(escaped(sentence) for sentence in (title, *says))
    asked = (_one(key, BY_KEY[key].asks, YES_NO, optional=True) for key in BEFORE_PERFORMANCE)
    return _modal(
        "look_back",
        "Look back",
        "Keep it",
        step_in,
        {"type": "section", "text": {"type": "mrkdwn", "text": told[:2900]}},
        *asked,
        _one("same_kind", "A one-off, or the same kind again?", AGAIN),
        _written("would_have", "What would have had to be true for this not to need you?", "", optional=True),
        _written("notes", "Notes, which only you can read", "", optional=True),
    )


def ask_view(item: str, title: str, message: str) -> View:
    return _modal(
        "ask",
        "Ask",
        "Send",
        item,
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{escaped(title)}*"}},
        {
            "type": "input",
            "block_id": "to",
            "label": plain("To whom, or where"),
            "element": {"type": "conversations_select", "action_id": "to"},
        },
        _written("message", "Message", message),
    )


def _modal(act: str, title: str, submit: str, about: str, *blocks: View) -> View:
    return {
        "type": "modal",
        "callback_id": act,
        "private_metadata": about,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "blocks": list(blocks),
    }


def _written(name: str, label: str, value: str, *, optional: bool = False) -> View:
    element: View = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": name not in ("team", "about"),
    }
    if value:
        element["initial_value"] = value[:3000]
    return _input(name, label, element, optional=optional)


def _one(name: str, label: str, choices: tuple[tuple[str, str], ...], *, optional: bool = False) -> View:
    return _choice("radio_buttons", name, label, choices, optional=optional)


def _several(name: str, label: str, choices: tuple[tuple[str, str], ...]) -> View:
    return _choice("checkboxes", name, label, choices, optional=False)


def _choice(
    kind: str, name: str, label: str, choices: tuple[tuple[str, str], ...], *, optional: bool
) -> View:
    options = [{"text": plain(said[:LONGEST_LABEL]), "value": value} for value, said in choices]
    return _input(name, label, {"type": kind, "action_id": name, "options": options}, optional=optional)


def _input(name: str, label: str, element: View, *, optional: bool) -> View:
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain(label),
        "element": element,
    }


def answers(payload: dict[str, Any]) -> dict[str, Any]:
    """What was filled in, by the field's name: text, one value, or a list of values; without what was not."""
    filled: dict[str, Any] = {}
    for block in payload["view"]["state"]["values"].values():
        for name, state in block.items():
            value = _filled(state)
            if value:
                filled[name] = value
    return filled


def _filled(state: dict[str, Any]) -> Any:
    if "selected_options" in state:
        return [option["value"] for option in state["selected_options"]]
    if state.get("selected_option"):
        return state["selected_option"]["value"]
    return state.get("value") or state.get("selected_conversation")
