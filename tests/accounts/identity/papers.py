"""Documents of the person in these tests, as stored; `SHOWN` is every way a page might betray them."""

SNILS, PASSPORT, BORN = "11223344595", "4510123456", "1985-03-02"
SHOWN = (SNILS, "112-233-445 95", PASSPORT, "45 10 123456", BORN, "02.03.1985")
