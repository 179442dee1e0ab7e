"""Files people send: what is taken, how it is checked, where it lies. No tables here.

`kinds` says what is allowed, `names` keeps names harmless, `images` `archives` `pdf` `text` look
inside, `inspection` puts the checks in order, `store` owns the disk. Promises U-03…U-11.
"""
