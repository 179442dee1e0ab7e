// The supervisor's board: the desk and charts.
import "./desk.js";
import "./elements/chart-panel.js";
