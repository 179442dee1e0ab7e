"""Checks of numbers people dictate: pure, in one place, with one face (`result.Check`).

`snils.check_snils`, `inn.check_inn`, `ogrn.check_ogrn`, `passport.check_passport` and its parts,
`birth.check_birth_date`, `common.phones.check_phone`; form fields are in `forms`.
`static/js/checks/` says the same words while one types (docs/recipes/check-a-number.md).
"""
