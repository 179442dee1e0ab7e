// The citizen's chat: its page, and the same page in a panel. Loaded beside citizen.js.
import "./elements/chat-composer.js";
import "./elements/chat-frame.js";
import "./elements/chat-list.js";
import "./elements/chat-room.js";
import "./elements/voice-call.js";
