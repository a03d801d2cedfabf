"""Roughly how a word in Devanagari or Urdu is written in Latin letters, so that names of groups and villages are found.

Nobody has to read these spellings. They need only be near enough for ``spelling`` to see which word of the shop is meant:
``नुब्रा`` gives ``nubra``, ``کارگل`` gives ``kargl``, which is one letter from Kargil.
"""


def _pairs(signs: str, letters: str) -> dict[str, str]:
    """Each sign with its letters, which are separated by spaces."""
    return dict(zip(signs, letters.split(), strict=True))


_CONSONANTS = _pairs("कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह", "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l v sh sh s h")
_VOWELS = _pairs("अआइईउऊऋएऐओऔऑ", "a a i i u u ri e ai o au o")
_SIGNS = _pairs("ािीुूृेैोौॉ", "a i i u u ri e ai o au o")
_NASAL, _VIRAMA = "ंँ", "्"
# Letters of Urdu by sound; short vowels are not written.
_URDU = _pairs(
    "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہیےئأآ",
    "a b p t t s j ch h kh d d z r r z zh s sh s z t z a gh f q k g l m n n u h i e y a a",
)


def latin(word: str) -> str:
    """``word`` in Latin letters, or nothing when it is Latin already or in a script that is not known here."""
    if any(sign in _CONSONANTS or sign in _VOWELS for sign in word):
        return _from_devanagari(word)
    if any(sign in _URDU for sign in word):
        return "".join(_URDU.get(sign, "") for sign in word)
    return ""


def _from_devanagari(word: str) -> str:
    """A consonant carries an ``a`` unless a sign or another consonant takes its place; at the end of a word it is silent."""
    letters = ""
    for place, sign in enumerate(word):
        after = word[place + 1] if place + 1 < len(word) else ""
        if sign in _CONSONANTS:
            is_bare = after in _SIGNS or after == _VIRAMA or not after
            letters += _CONSONANTS[sign] + ("" if is_bare else "a")
        elif sign in _NASAL:
            letters += "n"
        else:
            letters += _VOWELS.get(sign) or _SIGNS.get(sign, "")
    return letters
