"""The life of a text as a chronicle, and its pictures."""

from datetime import date

from docctl.legal.force import Law
from docctl.legal.history import Happening, moments_of, stretches_of
from docctl.legal.rules import Action, Extent
from docctl.legal.standing import Act, Facts, Standing
from docctl.web.diagram import SHOWN, Group, Node, cut, draw
from docctl.web.lifeline import strip_of

DECREE, NEW, SUSPENDING = 15, 46, 9
TODAY = date(2026, 3, 2)


def law() -> Law:
    """NĐ 15/2018 replaced by NĐ 46/2026, which a resolution suspended a week later."""
    return Law(
        [
            Facts(DECREE, date(2018, 2, 2), issued_on=date(2018, 2, 2)),
            Facts(NEW, date(2026, 1, 26)),
            Facts(SUSPENDING, date(2026, 2, 4)),
            Facts(2, date(2020, 1, 1)),
        ],
        [
            Act(1, 2, DECREE, Action.AMENDS, Extent.UNSPECIFIED),
            Act(2, NEW, DECREE, Action.REPLACES),
            Act(3, SUSPENDING, NEW, Action.SUSPENDS),
            Act(4, 2, DECREE, Action.DETAILS),
        ],
    )


def test_a_chronicle_tells_the_days_in_order_and_leaves_out_what_changes_nothing() -> None:
    facts = law().facts_of(DECREE)
    assert facts is not None
    moments = moments_of(law(), facts, law().acts_on(DECREE))
    assert [(one.day, one.what) for one in moments] == [
        (date(2018, 2, 2), Happening.ISSUED),
        (date(2018, 2, 2), Happening.EFFECTIVE),
        (date(2020, 1, 1), Happening.EFFECT),
        (date(2026, 1, 26), Happening.EFFECT),
        (date(2026, 2, 4), Happening.BEHIND),  # what replaced it rests from then on
    ]


def test_stretches_tell_how_it_stood_without_what_was_to_come() -> None:
    facts = law().facts_of(DECREE)
    assert facts is not None
    moments = moments_of(law(), facts, law().acts_on(DECREE))
    stretches = stretches_of(law(), DECREE, moments, also=[date(2026, 2, 4)])
    assert [(one.since, one.force.standing) for one in stretches] == [
        (date(2018, 2, 2), Standing.IN_FORCE),
        (date(2020, 1, 1), Standing.AMENDED),
        (date(2026, 1, 26), Standing.REPLACED),
        (date(2026, 2, 4), Standing.AMENDED),  # revived
    ]
    strip = strip_of(stretches, on=TODAY)
    assert strip is not None
    assert strip.on is not None
    edges = [piece.x for piece in strip.pieces]
    assert edges == sorted(edges)
    assert all(0 <= piece.x <= 100 and piece.width > 0 for piece in strip.pieces)


def test_a_text_without_days_has_no_strip() -> None:
    assert strip_of([], on=TODAY) is None


def node(number: int) -> Node:
    title = "Về việc kiểm soát thủ tục hành chính và thực hiện cơ chế một cửa " * 4
    return Node(f"/legal/{number}", f"Nghị định {number}", title, "green", "Còn hiệu lực")


def test_a_hub_of_two_hundred_shows_a_few_and_counts_the_others() -> None:
    group = Group("Được sửa đổi bởi", tuple(map(node, range(SHOWN))), 200, "/legal/1", older=False)
    for width, columns in ((1040, 3), (350, 1)):
        drawing = draw(node(0), [group], name="x", width=width, columns=columns)
        (placed,) = drawing.below
        assert len(placed.boxes) == SHOWN
        assert placed.more == 200 - SHOWN
        assert all(box.x + drawing.box_width <= width for box in placed.boxes)
        assert placed.boxes[-1].y + 58 <= drawing.height
        assert all(len(box.title) * 7.2 <= drawing.box_width for box in placed.boxes)
        places = {(box.x, box.y) for box in placed.boxes}
        assert len(places) == SHOWN  # none lies on another


def test_older_texts_stand_above() -> None:
    older = Group("Thay thế", (node(1),), 1, "", older=True)
    newer = Group("Bị thay thế bởi", (node(2),), 1, "", older=False)
    drawing = draw(node(0), [newer, older], name="x", width=350, columns=1)
    assert drawing.above[0].boxes[0].y < drawing.middle_y < drawing.below[0].boxes[0].y


def test_a_long_title_is_cut_at_a_word() -> None:
    assert cut("Luật Đất đai", 40) == "Luật Đất đai"
    assert cut("Về việc kiểm soát thủ tục hành chính", 20) == "Về việc kiểm soát…"
    assert cut("Thông tư liên tịch 13/2014/TTLT-BYT-BNNPTNT-BCT", 40).startswith(
        "Thông tư liên tịch 13/2014"
    )
    assert len(cut("Thông tư liên tịch 13/2014/TTLT-BYT-BNNPTNT-BCT", 40)) <= 40
