"""Guards find forbidden goods and claims in any case, spelling and script, and leave honest words alone."""

from typing import Any

import pytest

from catalogue.guards import guard_listing, guards
from catalogue.models import ProductType
from catalogue.words import plain_words
from marketplace.demo.rows import rows

STOLE = ProductType(code="pashmina_stole", guard="open")


def found(text: str, *, type_code: str = "pashmina_stole", field: str = "story", proofs: frozenset[str] = frozenset()) -> dict[str, str]:
    """Code and verdict of what the guards say."""
    kind = ProductType(code=type_code, guard="open")
    return {problem.code: problem.verdict for problem in guard_listing(kind, {field: text}, proofs=proofs)}


@pytest.mark.parametrize(
    "text",
    [
        "Pure SHAHTOOSH shawl",
        "finer than shah-toosh",
        "Shāhtūsh weave",
        "shatoosh",
        "shahtush",
        "from the Tibetan Antelope",
        "wool of the chiru",
        "असली शाहतूश",
        "शहतूश की शाल",
        "اصلی شاہتوش",
        "شاہ توش کی شال",
        "شا\u200cهتوش",
    ],
)
def test_shahtoosh_is_refused_in_every_script(text: str) -> None:
    assert found(text) == {"shahtoosh": "refuse"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Snow leopard pelt for the wall", {"wild_animal_parts": "refuse"}),
        ("claws of a real snow leopard", {"wild_animal_parts": "refuse"}),
        ("हिम तेंदुए की खाल", {"wild_animal_parts": "refuse"}),
        ("برفانی چیتا کی کھال", {"wild_animal_parts": "refuse"}),
        ("kasturi, fresh", {"wild_animal_parts": "refuse"}),
        ("A felt ibex with curved horns", {"wild_animal_shown": "review"}),
        ("A felt snow leopard for the nursery", {}),
        ("Kasturi methi from the kitchen plot", {}),
        ("The snow leopard is seen above our village. Sheep skins are tanned two houses away by other people", {}),
    ],
)
def test_parts_of_wild_animals_are_refused_and_likenesses_are_not(text: str, expected: dict[str, str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text", ["wild mushrooms", "Foraged oyster mushrooms", "mushrooms picked in the wild", "जंगली मशरूम", "جنگلی کھمبی", "jungli khumb"]
)
def test_wild_mushrooms_are_refused(text: str) -> None:
    assert found(text, type_code="mushroom_dried") == {"wild_mushroom": "refuse"}


@pytest.mark.parametrize("text", ["Dried morels", "guchi", "Gucchi", "guchhi", "Morchella esculenta", "गुच्छी", "گچھی"])
def test_morels_go_to_review(text: str) -> None:
    assert found(text, type_code="mushroom_dried") == {"morel": "review"}


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("Saffron of Ladakh", "story", {"saffron_of_ladakh": "refuse", "saffron_origin": "review"}),
        ("Ladakhi kesar", "summary", {"saffron_of_ladakh": "refuse", "saffron_origin": "review"}),
        ("लद्दाख का केसर", "story", {"saffron_of_ladakh": "refuse", "saffron_origin": "review"}),
        ("لداخ کا زعفران", "story", {"saffron_of_ladakh": "refuse", "saffron_origin": "review"}),
        ("Zafran", "title", {"saffron_of_ladakh": "refuse", "saffron_origin": "review"}),
        ("Coloured with saffron from Pampore", "declarations.ingredients", {"saffron_origin": "review"}),
        ("असली ज़ाफ़रान", "story", {"saffron_origin": "review"}),
    ],
)
def test_saffron_is_refused_as_produce_of_ladakh_and_looked_at_otherwise(text: str, field: str, expected: dict[str, str]) -> None:
    assert found(text, type_code="sbt_tea", field=field) == expected


def test_bitter_kernels_are_refused_as_a_snack_and_reviewed_otherwise() -> None:
    kernel = "apricot_kernel"
    assert found("A bitter kernel snack for the road", type_code=kernel) == {"bitter_kernel_snack": "refuse", "bitter_kernel": "review"}
    assert found("Khante for pressing", type_code=kernel) == {"bitter_kernel": "review"}
    assert found("bitter", type_code=kernel, field="attributes.taste") == {"bitter_kernel_snack": "refuse"}
    assert found("bitter", type_code="apricot_oil", field="attributes.kernel") == {"bitter_kernel": "review"}
    assert found("A bitter kernel is not food, so we throw it away", type_code=kernel) == {}
    assert found("sweet", type_code=kernel, field="attributes.taste") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cures joint pain", {"cure_claim": "refuse", "health_claim": "review"}),
        ("fights cancer", {"cure_claim": "refuse"}),
        ("good for diabetes", {"cure_claim": "refuse"}),
        ("Anti-inflammatory oil", {"cure_claim": "refuse"}),
        ("a remedy for cough", {"cure_claim": "refuse", "health_claim": "review"}),
        ("lowers blood pressure", {"cure_claim": "refuse"}),
        ("मधुमेह का इलाज", {"cure_claim": "refuse"}),
        ("ذیابیطس کا علاج", {"cure_claim": "refuse"}),
        ("An immunity booster", {"health_claim": "review"}),
        ("medicinal herbs", {"health_claim": "review"}),
        ("The wood is cured in shade for two months", {}),
        ("It cures for two months in the shade", {"health_claim": "review"}),
        ("A treat for guests, secured with a pin", {}),
    ],
)
def test_claims_to_cure_are_refused_and_claims_of_health_are_looked_at(text: str, expected: dict[str, str]) -> None:
    assert found(text, type_code="sbt_oil") == expected


def test_organic_and_gi_need_their_papers() -> None:
    for text in ("Organic apricots", "organically grown", "जैविक खुबानी", "نامیاتی خوبانی"):
        assert found(text) == {"organic_claim": "refuse"}
        assert found(text, proofs=frozenset({"pgs_organic"})) == {}
    assert found("GI-tagged pashmina") == {"gi_claim": "refuse"}
    assert found("GI-tagged pashmina", proofs=frozenset({"geographical_indication"})) == {}
    assert found("inorganic dye, organise, gigantic") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An antique thangka", {"antiquity": "review"}),
        ("It is 120 years old", {"antiquity": "review"}),
        ("Our loom is 30 years old", {}),
        ("Cricket bat of willow", {"cricket_willow": "refuse"}),
        ("Kashmir willow", {"cricket_willow": "refuse"}),
        ("Basket of peeled willow", {}),
        ("Kashmiri pashmina", {"kashmir_pashmina": "review"}),
        ("Pure Ladakh pashmina", {"pure_pashmina": "review"}),
        ("100% pashmina", {}),
    ],
)
def test_other_guards_say_what_they_should(text: str, expected: dict[str, str]) -> None:
    assert found(text) == expected


def test_a_laboratory_report_quiets_pure_pashmina() -> None:
    assert found("Pure pashmina", proofs=frozenset({"lab_report"})) == {}


def test_a_guarded_type_brings_its_own_reason() -> None:
    refused = ProductType(code="mushroom_wild", guard="refused", guard_reason="They can be poisonous.")
    looked_at = ProductType(code="thangka", guard="review", guard_reason="Staff look at each painting.")
    assert [(p.code, p.verdict, p.message) for p in guard_listing(refused, {})] == [("guarded_type", "refuse", "They can be poisonous.")]
    assert [(p.code, p.verdict, p.message) for p in guard_listing(looked_at, {})] == [
        ("guarded_type", "review", "Staff look at each painting.")
    ]


def test_every_rule_gives_a_reason_and_a_known_verdict() -> None:
    assert len(guards()) == 21
    for guard in guards():
        assert guard.verdict in {"refuse", "review"}
        assert guard.reason.endswith((".", "word.", "words."))


def test_the_problem_names_the_field_where_the_word_stands() -> None:
    problems = guard_listing(STOLE, {"title": "A stole", "story.ur": "شاہتوش"})
    assert [(problem.code, problem.field) for problem in problems] == [("shahtoosh", "story.ur")]


def test_words_are_made_plain() -> None:
    assert plain_words("Shāh-Toosh! 100%") == ["shah", "toosh", "100"]
    assert plain_words("केसर, ज़ाफ़रान") == ["केसर", "जाफरान"]
    assert plain_words("شاہتوش كشمير") == ["شاہتوش", "کشمیر"]


def texts_of(product: dict[str, Any]) -> dict[str, str]:
    texts = {field: product[field] for field in ("title", "summary", "story", "size_text")}
    texts |= {f"declarations.{code}": str(value) for code, value in product["declarations"].items()}
    return texts | {f"attributes.{code}": str(value) for code, value in product["attributes"].items()}


@pytest.mark.parametrize("product", rows("products"), ids=lambda product: product["slug"])
def test_no_honest_product_of_the_demo_is_stopped(product: dict[str, Any]) -> None:
    kind = ProductType(code=product["type"], guard="open")
    assert guard_listing(kind, texts_of(product), proofs=frozenset({"pgs_organic"})) == []
