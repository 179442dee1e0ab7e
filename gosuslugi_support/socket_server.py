"""The protocol of the socket server: uvicorn's, and an answer to what is no handshake at all (W-02).

uvicorn reads nothing more from such a client and says nothing: the connection would stay until the client goes.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidMessage

REFUSAL = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class SocketProtocol(WebSocketsSansIOProtocol):
    """Refuses headers too long or not of HTTP, and hangs up."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if isinstance(self.conn.handshake_exc, InvalidMessage) and not self.transport.is_closing():
            self.transport.write(REFUSAL)
            self.transport.close()
