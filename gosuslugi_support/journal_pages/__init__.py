"""The page «Журнал» and `manage.py who_saw`: what the journal says, in Russian, over all apps."""
