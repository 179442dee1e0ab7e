// What the page of a lesson can do besides the help site's own script.
import "./elements/video-player.js";
