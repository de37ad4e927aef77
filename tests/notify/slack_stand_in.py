"""A stand-in for Slack that checks every call as Slack would, and keeps what it took."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "xoxb-test"
KNOWN = {"section", "divider", "actions", "context", "input"}


def wrong_with_blocks(blocks):
    """Why Slack would refuse these; None where it would not."""
    if not 0 < len(blocks) <= 50:
        return "invalid_blocks: how many"
    for block in blocks:
        if block["type"] not in KNOWN:
            return f"invalid_blocks: {block['type']}"
        if block["type"] == "section" and not 0 < len(block["text"]["text"]) <= 3000:
            return "invalid_blocks: text"
        if block["type"] == "actions" and not 0 < len(block["elements"]) <= 25:
            return "invalid_blocks: elements"
        for element in block.get("elements", ()):
            if element["type"] == "button" and len(element["text"]["text"]) > 75:
                return "invalid_blocks: button"
    return None


def wrong_with(method, body):
    if method == "chat.postMessage":
        if not body.get("channel") or not body.get("text"):
            return "no_text"
        return wrong_with_blocks(body["blocks"]) if "blocks" in body else None
    if method == "views.open":
        view = body.get("view", {})
        if not body.get("trigger_id") or view.get("type") != "modal" or len(view["title"]["text"]) > 24:
            return "invalid_arguments"
        ids = [block.get("block_id") for block in view["blocks"] if block["type"] == "input"]
        return "duplicate block_id" if len(ids) != len(set(ids)) else wrong_with_blocks(view["blocks"])
    return "unknown_method"


@contextmanager
def slack():
    """Its address, and the calls that it took: (method, body)."""
    took = []

    class Calls(BaseHTTPRequestHandler):
        def do_POST(self):
            method = self.path.rpartition("/")[2]
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            body = json.loads(raw)
            allowed = self.headers["Authorization"] == f"Bearer {TOKEN}"
            why = wrong_with(method, body) if allowed else "invalid_auth"
            answer = {"ok": why is None, **({"error": why} if why else {"user": {"id": "U1"}})}
            if why is None:
                took.append((method, body))
            sent = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Calls)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/", took
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
