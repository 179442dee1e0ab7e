// What every page of the help site and the cabinet can do. Each element starts itself where its tag appears.
import "./lib/page-behaviour.js";
import "./elements/char-counter.js";
import "./elements/chat-widget.js";
import "./elements/checked-field.js";
import "./elements/checked-passport.js";
import "./elements/copy-button.js";
import "./elements/draft-keeper.js";
import "./elements/file-picker.js";
import "./elements/live-updates.js";
import "./elements/nearest-first.js";
import "./elements/offline-banner.js";
import "./elements/passkey-form.js";
import "./elements/relative-time.js";
import "./elements/sla-clock.js";
import "./elements/star-rating.js";
import "./elements/theme-switch.js";
import "./elements/toast-list.js";
