"""The house of a simulated day: `python -m gosuslugi_support.simulation` with SIMULATION in JSON.

Started by `manage.py simulate_day`. Ends by itself, whatever happens; SIGTERM ends it at once.
"""

import json
import os
import sys
import time
from pathlib import Path

from gosuslugi_support import embedded
from gosuslugi_support.running.output import say
from gosuslugi_support.simulation.house import House, Running, note_blows, strike
from gosuslugi_support.simulation.profile import Options

# When the blows come, as shares of the day; and how long the last work may take after it.
BLOWS_AT = (0.3, 0.55, 0.8)
DRAINS_WITHIN_S, JUDGES_WITHIN_S = 120.0, 120.0
# Settings of the queue that are lived through by people, shortened with them: usual and least seconds.
# A countdown under three seconds would measure the machine.
TIMES = {
    "OFFER_LASTS_S": (15, 3),
    "OFFER_AGAIN_AFTER_S": (60, 1),
    "PRIORITY_STEP_S": (1800, 1),
    "SQUEEZES_IN_AFTER_S": (120, 1),
}


def main() -> int:
    given = json.loads(os.environ["SIMULATION"])
    options, folder = Options(**given["options"]), Path(given["out"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "began").unlink(missing_ok=True)
    embedded.exit_on_sigterm()
    house = House(folder)
    try:
        house.open(_shortened(options.speed))
        house.start()
        players = house.play()
        return _look_after(house, players, options, given["kill"])
    except embedded.Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        say("Stopped by hand.")
        return 130
    finally:
        house.close()


def _shortened(speed: float) -> dict[str, str]:
    # An appeal stands for the call or visit it came by: it fills whoever has it as that does.
    return {"TICKETS_WEIGH_AS": ""} | {
        name: str(min(usual, max(least, round(usual / speed))))
        for name, (usual, least) in TIMES.items()
    }


def _look_after(house: House, players: Running, options: Options, kill: str) -> int:
    """Restart what falls, deal the blows, wait for the day's end; a day that hangs is ended."""
    assert players.popen is not None
    began = house.folder / "began"
    blows: list[dict[str, object]] = []
    note_blows(house.folder, blows)
    give_up_at = time.monotonic() + options.real_s + DRAINS_WITHIN_S + JUDGES_WITHIN_S
    while (code := players.popen.poll()) is None:
        time.sleep(0.2)
        house.mend()
        if time.monotonic() > give_up_at:
            say("The day did not end in its time: stopped.")
            return 1
        if kill and began.exists() and len(blows) < len(BLOWS_AT):
            due = began.stat().st_mtime + BLOWS_AT[len(blows)] * options.real_s
            if time.time() >= due:
                blows.append(strike(house, kill))
                note_blows(house.folder, blows)
    return code


if __name__ == "__main__":
    sys.exit(main())
