"""`make relay`: a voice call between two browsers that may speak through a TURN relay only, coturn on loopback.

Needs `turnserver` (Debian: `apt-get install coturn`). A house and a relay of its own, both ended with it.
Prints what was heard on each side; exit code 1 when nothing was, or when a wrong password is let through.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gosuslugi_support.embedded import ports
from tests.journeys import stack as house
from tests.journeys.conftest import CHROMIUM, QUIET, sign_in
from tests.journeys.test_voice import LINE, VOICE, ask, be_ready, hears, in_phase

RELAYS = (49_200, 49_260)
# Whatever the page asks for, only relayed ways are taken.
RELAY_ONLY = """
const Plain = RTCPeerConnection;
window.RTCPeerConnection = class extends Plain {
  constructor(given) { super({ ...given, iceTransportPolicy: "relay" }); }
  setConfiguration(given) { super.setConfiguration({ ...given, iceTransportPolicy: "relay" }); }
};
"""
WAY = f"""async () => {{
    const all = [...(await {LINE}.pc.getStats()).values()];
    const pair = all.find((one) => one.type === "candidate-pair" && one.state === "succeeded" && one.nominated);
    const kind = (id) => all.find((one) => one.id === id)?.candidateType;
    return [kind(pair.localCandidateId), kind(pair.remoteCandidateId), pair.bytesReceived];
}}"""
# A password counted with another secret: the relay must give no way at all.
REFUSED = """async ([url, name]) => {
    const pc = new RTCPeerConnection({ iceServers: [{ urls: url, username: name, credential: "d3Jvbmc=" }] });
    pc.createDataChannel("x");
    await pc.setLocalDescription();
    await new Promise((done) => pc.addEventListener("icegatheringstatechange", () => pc.iceGatheringState === "complete" && done()));
    return pc.localDescription.sdp.includes("typ relay");
}"""


@contextmanager
def relay(place: Path, secret: str) -> Iterator[int]:
    """Start coturn on loopback with passwords that expire; yield its port."""
    program = shutil.which("turnserver")
    if program is None:
        raise SystemExit("No turnserver: install coturn (Debian: apt-get install coturn).")
    port = ports.free_port()
    command = [program, "-n", "--no-cli", "--no-tls", "--no-dtls", "--allow-loopback-peers"]
    command += ["--use-auth-secret", f"--static-auth-secret={secret}", "--realm=localhost"]
    command += ["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}"]
    command += [f"--min-port={RELAYS[0]}", f"--max-port={RELAYS[1]}", "--log-file=stdout"]
    command += [f"--pidfile={place / 'turn.pid'}", f"--userdb={place / 'turn.db'}"]
    with (place / "turn.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=place, stdout=log, stderr=log)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=15)


def call(browser: Any, url: str) -> list[Any]:
    """Let two people speak; return the way each side's sound took."""

    def opened(width: int) -> Any:
        context = browser.new_context(base_url=url, viewport={"width": width, "height": 844})
        context.add_init_script(RELAY_ONLY)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    citizen, operator = opened(390), opened(1440)
    dialog = ask(citizen)
    sign_in(operator, "operator")
    operator.goto(f"/desk/chats/{dialog}/")
    be_ready(operator)
    operator.get_by_role("button", name="Взять").click()
    operator.locator(f"voice-call[dialog='{dialog}']").wait_for()
    citizen.evaluate("navigator.permissions.query = async () => ({ state: 'granted' })")
    citizen.get_by_role("button", name="Позвонить голосом").click()
    operator.keyboard.press("F2")
    in_phase(operator, "ringing")
    operator.keyboard.press("F2")
    for page in (citizen, operator):
        in_phase(page, "talking")
        hears(page)
    return [page.evaluate(WAY) for page in (citizen, operator)]


def main() -> int:
    from playwright.sync_api import sync_playwright

    place, secret = Path(tempfile.mkdtemp(prefix="gosuslugi-relay-")), secrets.token_hex(16)
    path = next(filter(None, map(shutil.which, CHROMIUM)))
    try:
        with relay(place, secret) as port, sync_playwright() as driver:
            address = f"turn:127.0.0.1:{port}?transport=udp"
            os.environ |= {"CHAT_TURN_URLS": address, "CHAT_TURN_SECRET": secret}
            (place / "house").mkdir()
            running = house.start(place / "house")
            browser = driver.chromium.launch(executable_path=path, args=[*QUIET, *VOICE])
            try:
                ways = call(browser, running.url)
                stranger = browser.new_page()
                stranger.goto(running.url)
                is_open = stranger.evaluate(REFUSED, [address, "9999999999:stranger"])
            finally:
                browser.close()
                running.stop()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    for side, (mine, theirs, size) in zip(("citizen", "operator"), ways, strict=True):
        sys.stdout.write(f"{side}: sound heard, {mine} to {theirs}, {size:,} bytes received\n")
    sys.stdout.write(f"a wrong password: {'LET THROUGH' if is_open else 'refused'}\n")
    return 0 if not is_open and all(way[:2] == ["relay", "relay"] for way in ways) else 1


if __name__ == "__main__":
    sys.exit(main())
