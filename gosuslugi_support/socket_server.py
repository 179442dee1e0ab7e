"""The protocol of the socket server: uvicorn's, and what it leaves out about clients who break it or do not read.

- It reads nothing more from who sends no handshake and says nothing: they are answered and let go (W-02).
- It closes only after all that was sent is read: the close is said at once, and who still does not read
  is cut off some time later, also when no answer to a ping came (W-10, W-19, F-23).
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidMessage

REFUSAL = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
LINGERS_S = 60


class SocketProtocol(WebSocketsSansIOProtocol):
    """Refuses headers too long or not of HTTP, and hangs up; never waits for a reader in order to close."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if isinstance(self.conn.handshake_exc, InvalidMessage) and not self.transport.is_closing():
            self.transport.write(REFUSAL)
            self.transport.close()

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.writable.set()
        await super().send(message)
        if self.close_timer is not None and message["type"] == "websocket.close":
            self.close_timer.cancel()  # it would close once all is read, which may be never
            self.close_timer = self.loop.call_later(LINGERS_S, self.transport.abort)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()
