// The operator's screen: everything a citizen's page can do, and keys, panes, the composer.
import "./citizen.js";
import "./elements/composer-tabs.js";
import "./elements/here-now.js";
import "./elements/hotkey-help.js";
import "./elements/live-dot.js";
import "./elements/narrow-panes.js";
import "./elements/queue-list.js";
import "./lib/hotkeys.js";
