"""A local server that speaks as much of S3 as the log needs; it keeps everything in memory.

It is a process of its own: the log's storage waits for it without letting other Python threads run.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Lock
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import urlopen
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class S3:
    url: str
    bucket: str

    def stored(self) -> list[str]:
        """Of every object in the bucket, sorted."""
        with urlopen(f"{self.url}/{self.bucket}?list-type=2") as answer:
            return re.findall(r"<Key>([^<]*)</Key>", answer.read().decode())


@contextmanager
def serving(bucket: str) -> Iterator[S3]:
    command = [sys.executable, "-m", "tests.s3_server", bucket]
    with Popen(command, cwd=Path(__file__).parents[1], stdout=PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield S3(server.stdout.readline().strip(), bucket)
        finally:
            server.kill()


@dataclass
class Kept:
    """One bucket: its objects by key, and uploads in parts that are under way."""

    bucket: str
    objects: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


def _etag(content: bytes) -> str:
    return f'"{md5(content, usedforsecurity=False).hexdigest()}"'


class _Handler(BaseHTTPRequestHandler):
    s3: Kept
    protocol_version = "HTTP/1.1"

    def _asked(self) -> tuple[str | None, str, dict[str, str], bytes]:
        """The bucket's key (None: another bucket), the query and the body."""
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).removeprefix("/").partition("/")
        query = {k: v[0] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return (key if bucket == self.s3.bucket else None), bucket, query, body

    def do_GET(self) -> None:
        key, bucket, query, _ = self._asked()
        if key is None:
            self._fail(404, "NoSuchBucket", "The specified bucket does not exist")
        elif "list-type" in query:
            self._list(bucket, query)
        elif key not in self.s3.objects:
            self._fail(404, "NoSuchKey", "The specified key does not exist")
        else:
            self._send(self.s3.objects[key])

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        key, _, query, body = self._asked()
        with self.s3.lock:
            if key is None:
                self._fail(404, "NoSuchBucket", "The specified bucket does not exist")
            elif "uploadId" in query:
                self.s3.parts[query["uploadId"]][int(query["partNumber"])] = body
                self._answer(200, b"", {"ETag": _etag(body)})
            elif self.headers.get("If-None-Match") == "*" and key in self.s3.objects:
                self._fail(412, "PreconditionFailed", "It is there already")
            else:
                self.s3.objects[key] = body
                self._answer(200, b"", {"ETag": _etag(body)})

    def do_POST(self) -> None:
        key, bucket, query, body = self._asked()
        with self.s3.lock:
            if "delete" in query:
                gone = re.findall(r"<Key>([^<]*)</Key>", body.decode())
                for each in gone:
                    self.s3.objects.pop(each, None)
                told = "".join(f"<Deleted><Key>{each}</Key></Deleted>" for each in gone)
                self._xml(f"<DeleteResult>{told}</DeleteResult>")
            elif "uploads" in query:
                upload = str(len(self.s3.parts))
                self.s3.parts[upload] = {}
                named = (
                    f"<Bucket>{bucket}</Bucket><Key>{escape(key or '')}</Key><UploadId>{upload}</UploadId>"
                )
                self._xml(f"<InitiateMultipartUploadResult>{named}</InitiateMultipartUploadResult>")
            else:
                parts = self.s3.parts.pop(query["uploadId"])
                content = b"".join(parts[number] for number in sorted(parts))
                self.s3.objects[key or ""] = content
                told = f"<ETag>{escape(_etag(content))}</ETag>"
                self._xml(f"<CompleteMultipartUploadResult>{told}</CompleteMultipartUploadResult>")

    def do_DELETE(self) -> None:
        key, *_ = self._asked()
        self.s3.objects.pop(key or "", None)
        self._answer(204, b"", {})

    def _list(self, bucket: str, query: dict[str, str]) -> None:
        prefix, after = query.get("prefix", ""), query.get("start-after", "")
        keys = sorted(key for key in self.s3.objects if key.startswith(prefix) and key > after)
        told = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified>"
            f"<ETag>{escape(_etag(self.s3.objects[key]))}</ETag><Size>{len(self.s3.objects[key])}</Size>"
            "</Contents>"
            for key in keys
        )
        about = f"<Name>{bucket}</Name><KeyCount>{len(keys)}</KeyCount><IsTruncated>false</IsTruncated>"
        self._xml(f"<ListBucketResult>{about}{told}</ListBucketResult>")

    def _send(self, content: bytes) -> None:
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range") or "")
        headers = {"ETag": _etag(content), "Last-Modified": formatdate(usegmt=True)}
        if wanted is None:
            self._answer(200, content, headers)
            return
        size = len(content)
        first = int(wanted[1]) if wanted[1] else size - int(wanted[2])
        last = min(int(wanted[2]), size - 1) if wanted[1] and wanted[2] else size - 1
        self._answer(
            206, content[first : last + 1], headers | {"Content-Range": f"bytes {first}-{last}/{size}"}
        )

    def _xml(self, text: str) -> None:
        self._answer(200, f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode(), {})

    def _fail(self, status: int, code: str, message: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode(), {})

    def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    kept = Kept(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"s3": kept}))
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
