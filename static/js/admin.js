// The theme a person chose on our pages holds in Django's admin too: the same cookie, before anything is drawn.
const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/)?.[1];
if (chosen) document.documentElement.dataset.theme = chosen;
