"""Who led what, when: with a reorganisation in the middle."""

from datetime import UTC, date, datetime

from stepin.org.organisation import Organisation, Parent, Person, Post, Team
from stepin.org.people import directory
from stepin.org.teams import ALWAYS_US, Lead, above_on, holds_on, lead_posts, leads_on

EVER, FOREVER = ALWAYS_US


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def people(*ids: str) -> tuple[Person, ...]:
    return tuple(Person(id=each, name=each, logins=(f"github:{each}",)) for each in ids)


def reorganised() -> Organisation:
    """Payments sat under Platform (Dora) until June 2024, then under Product (Eva); Ana led, then Bo."""
    payments = Team(
        "payments",
        parents=(Parent("platform", until=date(2024, 6, 1)), Parent("product", since=date(2024, 6, 1))),
        leads=(Post("ana", until=date(2024, 3, 1)), Post("bo", since=date(2024, 3, 1))),
        members=(Post("cy"), Post("bo", until=date(2024, 3, 1))),
    )
    platform = Team("platform", leads=(Post("dora", since=date(2024, 2, 1)),))
    product = Team("product", leads=(Post("eva"),))
    return Organisation(people=people("ana", "bo", "cy", "dora", "eva"), teams=(payments, platform, product))


def test_every_lead_above_a_team_gets_the_time_in_which_both_held():
    posts = lead_posts(reorganised(), directory(reorganised(), []))
    rows = zip(posts.team, posts.person, posts.level, posts.from_us, posts.until_us, strict=True)
    assert [tuple(int(part) for part in row) for row in rows] == [
        (0, 0, 1, EVER, us("2024-03-01")),
        (0, 1, 1, us("2024-03-01"), FOREVER),
        (0, 3, 2, us("2024-02-01"), us("2024-06-01")),
        (0, 4, 2, us("2024-06-01"), FOREVER),
        (1, 3, 1, us("2024-02-01"), FOREVER),
        (2, 4, 1, EVER, FOREVER),
    ]


def test_an_organisation_without_teams_has_no_posts():
    posts = lead_posts(Organisation(), directory(Organisation(), ["github:x"]))
    assert [len(posts.team), len(posts.until_us), posts.team.dtype.kind] == [0, 0, "i"]


def test_leads_on_a_day_are_the_nearest_first():
    asked = {
        day: leads_on(reorganised(), "payments", date.fromisoformat(day))
        for day in ("2024-01-31", "2024-06-01")
    }
    assert asked == {
        "2024-01-31": (Lead("ana", 1),),
        "2024-06-01": (Lead("bo", 1), Lead("eva", 2)),
    }


def test_a_lead_of_both_a_team_and_its_parent_counts_at_the_nearer():
    teams = (
        Team("a", parents=(Parent("b"),), leads=(Post("ana"),)),
        Team("b", leads=(Post("ana"), Post("bo"))),
    )
    organisation = Organisation(people=people("ana", "bo"), teams=teams)
    assert leads_on(organisation, "a", date(2024, 1, 1)) == (Lead("ana", 1), Lead("bo", 2))


def test_the_last_day_of_a_post_is_the_day_before_its_until():
    post = Post("bo", until=date(2024, 3, 1))
    assert [holds_on(post, day) for day in (date(2024, 2, 29), date(2024, 3, 1))] == [True, False]


def test_ancestors_follow_the_reorganisation():
    teams = {team.id: team for team in reorganised().teams}
    assert [each.id for each in above_on(teams, "payments", date(2024, 5, 31))] == ["platform"]
    assert [each.id for each in above_on(teams, "payments", date(2024, 6, 1))] == ["product"]


def test_a_grandparent_is_level_three_while_both_links_hold():
    teams = (
        Team("a", parents=(Parent("b", since=date(2024, 1, 1)),)),
        Team("b", parents=(Parent("c", until=date(2025, 1, 1)),)),
        Team("c", leads=(Post("eva"),)),
    )
    organisation = Organisation(people=people("eva"), teams=teams)
    posts = lead_posts(organisation, directory(organisation, []))
    rows = zip(posts.team, posts.level, posts.from_us, posts.until_us, strict=True)
    assert [tuple(int(part) for part in row) for row in rows] == [
        (0, 3, us("2024-01-01"), us("2025-01-01")),
        (1, 2, EVER, us("2025-01-01")),
        (2, 1, EVER, FOREVER),
    ]
