// The operator's screen: everything a citizen's page can do, and keys, panes, the composer.
import "./citizen.js";
import "./elements/answer-templates.js";
import "./elements/call-timer.js";
import "./elements/composer-tabs.js";
import "./elements/here-now.js";
import "./elements/hotkey-help.js";
import "./elements/insert-text.js";
import "./elements/live-dot.js";
import "./elements/narrow-panes.js";
import "./elements/queue-list.js";
import "./elements/reveal-timer.js";
import "./elements/send-later.js";
import "./elements/stream-view.js";
import "./lib/loaded-dialog.js";
import "./lib/hotkeys.js";
