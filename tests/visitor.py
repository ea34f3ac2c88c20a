"""A visitor without a browser: opens a page of the running app, types, chooses and uploads over the same connection that a browser uses."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from patience import PATIENCE
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

KINDS = ("button", "text_input", "selectbox", "radio", "file_uploader", "checkbox", "number_input")
XSRF = "_streamlit_xsrf"


@dataclass
class Visitor:
    """One open page."""

    port: int
    page: str = ""
    query: str = ""
    widgets: dict[str, Any] = field(default_factory=dict)
    """What can be typed into or pressed, by its label."""
    texts: list[str] = field(default_factory=list)
    """What the page says, as HTML."""
    session: str = ""
    tabs: str = ""
    """The row of tabs, by what the server calls it."""

    def __post_init__(self) -> None:
        self._line: ClientConnection = self.connected()
        self._hash = ""
        self._kept: dict[str, WidgetState] = {}
        self._run([])

    def connected(self) -> ClientConnection:
        """Returns a connection to the server, as a page has."""
        return connect(
            f"ws://localhost:{self.port}/_stcore/stream", subprotocols=["streamlit"], max_size=None, legacy=True, origin=f"http://localhost:{self.port}"  # type: ignore[list-item,arg-type]
        )  # fmt: skip

    def _run(self, states: list[WidgetState], is_waited_for: bool = True) -> None:
        self.texts = []
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_script_hash = self._hash
        if not self._hash:
            asked.page_name = self.page
        asked.widget_states.widgets.extend([*self._kept.values(), *states])
        self._line.send(message.SerializeToString())
        if is_waited_for:
            self.settle()

    def settle(self, seconds: float = PATIENCE) -> None:
        """Reads what the server sends until the page is drawn."""
        while not self._read(seconds):
            pass

    def settle_within(self, seconds: float) -> bool:
        """Reads until the page is drawn or so long has gone by, and returns whether it is."""
        end = time.monotonic() + seconds
        with suppress(TimeoutError):
            while time.monotonic() < end:
                if self._read(end - time.monotonic()):
                    return True
        return False

    def read_until(self, words: str, seconds: float = PATIENCE) -> None:
        """Reads what the server sends until the page, still being drawn, says some words or has a button called so."""
        end = time.monotonic() + seconds
        while words not in self.words and words not in self.widgets:
            if time.monotonic() > end:
                raise TimeoutError(f"{words!r} is not on the page: {self.words[-2000:]}")
            self._read(seconds)

    def _read(self, seconds: float) -> bool:
        """Reads one message, and returns whether it says that the page is drawn."""
        message = ForwardMsg()
        message.ParseFromString(self._line.recv(seconds, decode=False))
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._hash = message.new_session.page_script_hash
            self.session = message.new_session.initialize.session_id or self.session
            self.widgets, self.texts = {}, []
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash or self._hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            which = element.WhichOneof("type")
            if which in KINDS:
                widget = getattr(element, which)
                self.widgets[widget.label] = (which, widget)
            elif which in ("html", "alert", "progress"):
                shown = getattr(element, which)
                self.texts.append(shown.text if which == "progress" else shown.body)
        elif kind == "delta" and message.delta.add_block.tab_container.id:
            self.tabs = message.delta.add_block.tab_container.id
        ended = message.script_finished if kind == "script_finished" else None
        return ended in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)

    @property
    def words(self) -> str:
        """Returns what the page says."""
        return "\n".join(self.texts)

    def _of(self, label: str) -> tuple[str, Any]:
        found = [item for name, item in self.widgets.items() if label in name]
        if not found:
            raise LookupError(f"nothing called {label!r} among {list(self.widgets)}")
        return found[0]

    def type(self, label: str, value: str, is_waited_for: bool = True) -> None:
        """Types into a field."""
        _, widget = self._of(label)
        self._kept[widget.id] = WidgetState(id=widget.id, string_value=value)
        self._run([], is_waited_for)

    def value(self, label: str) -> str:
        """Returns what a field shows."""
        _, widget = self._of(label)
        return str(widget.value if widget.set_value else widget.default)

    def choose(self, label: str, value: str, is_waited_for: bool = True) -> None:
        """Chooses one of a list or of a row of buttons."""
        kind, widget = self._of(label)
        where = list(widget.options).index(value)
        state = WidgetState(id=widget.id)
        if kind in ("radio", "selectbox"):
            state.string_value = widget.options[where]
        self._kept[widget.id] = state
        self._run([], is_waited_for)

    def open_tab(self, label: str, is_waited_for: bool = True) -> None:
        """Opens a tab of the page."""
        self._kept[self.tabs] = WidgetState(id=self.tabs, string_value=label)
        self._run([], is_waited_for)

    def press(self, label: str, is_waited_for: bool = True) -> None:
        """Presses a button."""
        _, widget = self._of(label)
        self._run([WidgetState(id=widget.id, trigger_value=True)], is_waited_for)

    def go(self, page: str, is_waited_for: bool = True) -> None:
        """Goes to another page, by the address as a link does."""
        self.page, self._hash, self._kept = page, "", {}
        self._run([], is_waited_for)

    def upload(self, label: str, name: str, content: bytes, is_told: bool = True) -> int:
        """Uploads a file, and returns the status that the server answered with; the page is told of it, where it was taken."""
        _, widget = self._of(label)
        ident = str(uuid.uuid4())
        path = f"/_stcore/upload_file/{self.session}/{ident}"
        status = self.put(path, name, content)
        if status == 204 and is_told:
            info = UploadedFileInfo(name=name, size=len(content), file_id=ident)
            info.file_urls.file_id, info.file_urls.upload_url, info.file_urls.delete_url = ident, path, path
            state = WidgetState(id=widget.id)
            state.file_uploader_state_value.CopyFrom(FileUploaderState(uploaded_file_info=[info]))
            self._kept = {widget.id: state}
            self._run([])
        return status

    def put(self, path: str, name: str, content: bytes, is_chunked: bool = False) -> int:
        """Sends a file to an address of the server, as a browser does or without saying how long it is."""
        line = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
        line.request("GET", "/_stcore/health")
        answer = line.getresponse()
        answer.read()
        cookies = answer.headers.get_all("Set-Cookie") or []
        token = next((c.split(";")[0].partition("=")[2] for c in cookies if c.startswith(XSRF)), "")
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename={json.dumps(name)}\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}", "Cookie": f"{XSRF}={token}", "X-Xsrftoken": token,
            "Origin": f"http://localhost:{self.port}",
        }  # fmt: skip
        parts = (body[k : k + 65536] for k in range(0, len(body), 65536)) if is_chunked else body
        try:
            line.request("PUT", path, parts, headers, encode_chunked=is_chunked)
            return line.getresponse().status
        except (BrokenPipeError, ConnectionResetError):
            return 413  # the server hung up on what it would not read
        finally:
            line.close()

    def close(self) -> None:
        """Closes the page."""
        self._line.close()
