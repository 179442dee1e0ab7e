"""Appeals for other systems: `/api/v1/`, keys with scopes, problem details, OpenAPI from this code.

One module per subject; `base` is what every view shares, `parsing` and `fields` keep bad input out,
`inputs` and `outputs` are the contract, `schema` says how it is described.
"""
