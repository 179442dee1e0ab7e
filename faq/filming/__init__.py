"""Making films of the video help: screens of our own pages, two synthesised voices, ffmpeg. No tables here.

`maker.make_film` puts it together: `screens` photographs pages, `cards` draws over them, `voices`
speaks, `encoding` writes MP4 and HLS. Nothing of it runs in a page server.
"""
