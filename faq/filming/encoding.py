"""ffmpeg: pictures and voices become HLS of two sizes with the voices apart, and one plain MP4."""

import math
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faq.filming.voices import VOICES
from faq.films import MASTER, PLAIN

HEIGHTS = (360, 720)
FRAMES_A_SECOND, SEGMENT_S, VOICE_KBITS = 10, 4, 64
# What a player is told it needs; `-profile:v main -level 3.1` and AAC-LC hold to it.
CODECS = "avc1.4d401f,mp4a.40.2"
_HLS = (
    "-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_playlist_type", "vod",
    "-hls_segment_type", "fmp4", "-hls_flags", "single_file",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame and how long it stands."""

    path: Path
    seconds: float


def encode(
    pictures: Sequence[Picture], subtitles: Sequence[tuple[str, str]], source: Path, at: Path
) -> list[dict[str, Any]]:
    """Write everything a player asks for into `at`; return what pictures there are.

    `subtitles` are (language, label) whose `<language>.vtt` lie there; `<voice>.wav` in `source`.
    """
    reel = source / "reel.txt"
    # ffmpeg's list wants the last picture twice: its own length is not read otherwise.
    lines = [f"file '{one.path}'\nduration {one.seconds:.3f}" for one in pictures]
    reel.write_text("\n".join([*lines, f"file '{pictures[-1].path}'"]), encoding="utf-8")
    for voice in VOICES:
        sound = ["-i", str(source / f"{voice.code}.wav"), "-c:a", "aac", "-b:a", f"{VOICE_KBITS}k"]
        _hls(sound, voice.code, at)
    for height in HEIGHTS:
        _hls(_drawn(reel, height), f"v{height}", at)
    _plain(at)
    seconds = sum(one.seconds for one in pictures)
    for language, _ in subtitles:
        _write_text_list(language, seconds, at)
    renditions = [_described(height, seconds, at) for height in HEIGHTS]
    _write_master(renditions, subtitles, at)
    return renditions


def _drawn(reel: Path, height: int) -> list[str]:
    return [
        *("-f", "concat", "-safe", "0", "-i", str(reel)),
        *("-vf", f"scale=-2:{height}:flags=lanczos,fps={FRAMES_A_SECOND},format=yuv420p"),
        *("-c:v", "libx264", "-preset", "medium", "-tune", "stillimage", "-crf", "25"),
        *("-profile:v", "main", "-level", "3.1", "-g", str(FRAMES_A_SECOND * SEGMENT_S)),
        *("-sc_threshold", "0"),
    ]


def _hls(what: Sequence[str], name: str, at: Path) -> None:
    _ffmpeg([*what, *_HLS, "-hls_segment_filename", f"{name}.m4s", f"{name}.m3u8"], at)


def _plain(at: Path) -> None:
    """One file for a browser without scripts: the larger picture and the first voice, ready to stream."""
    parts = ["-i", f"v{HEIGHTS[-1]}.m3u8", "-i", f"{VOICES[0].code}.m3u8"]
    _ffmpeg([*parts, "-c", "copy", "-movflags", "+faststart", PLAIN], at)


def _ffmpeg(arguments: Sequence[str], at: Path) -> None:
    command = ["ffmpeg", "-y", "-hide_banner", "-loglevel", "error", "-threads", "1", *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=at, timeout=600)


def _described(height: int, seconds: float, at: Path) -> dict[str, Any]:
    size = (at / f"v{height}.m4s").stat().st_size
    return {"height": height, "bytes": size, "bits_a_second": round(size * 8 / seconds)}


def _write_text_list(language: str, seconds: float, at: Path) -> None:
    """Subtitles of HLS are a list too, of one piece."""
    lines = [
        *("#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{math.ceil(seconds)}"),
        *("#EXT-X-PLAYLIST-TYPE:VOD", f"#EXTINF:{seconds:.3f},", f"{language}.vtt"),
        "#EXT-X-ENDLIST",
    ]
    (at / f"{language}.m3u8").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_master(
    renditions: Sequence[dict[str, Any]], subtitles: Sequence[tuple[str, str]], at: Path
) -> None:
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for number, voice in enumerate(VOICES):
        chosen = "YES" if number == 0 else "NO"
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="voice",NAME="{voice.label}",LANGUAGE="ru",'
            f'DEFAULT={chosen},AUTOSELECT=YES,CHANNELS="1",URI="{voice.code}.m3u8"'
        )
    for language, label in subtitles:
        lines.append(
            f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="{label}",LANGUAGE="{language}",'
            f'DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="{language}.m3u8"'
        )
    for one in renditions:
        # A screen that changes costs several times the average.
        peak = one["bits_a_second"] * 6 + VOICE_KBITS * 1000
        average = one["bits_a_second"] + VOICE_KBITS * 1000
        lines += [
            (
                f"#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},"
                f"RESOLUTION={one['height'] * 16 // 9}x{one['height']},"
                f'FRAME-RATE={FRAMES_A_SECOND}.000,CODECS="{CODECS}",AUDIO="voice",SUBTITLES="text"'
            ),
            f"v{one['height']}.m3u8",
        ]
    (at / MASTER).write_text("\n".join(lines) + "\n", encoding="utf-8")
