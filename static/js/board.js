// The supervisor's board: the desk and charts.
import "./desk.js";
import "./elements/chart-panel.js";
import "./elements/wall-freshness.js";
import "./elements/wall-hands.js";
import "./elements/wall-replay.js";
