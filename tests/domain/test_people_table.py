"""The people affected by place, as notices print them."""

from incident.domain.people_table import PlaceRow, people_by_place


def test_no_place_gives_no_table():
    assert people_by_place({}) is None
    assert people_by_place({"affected": []}) is None


def test_each_group_is_a_row_in_the_order_of_the_facts():
    found = people_by_place(
        {
            "affected": [
                {"residence": "NZ", "count": 1284, "people": ["customers"]},
                {"residence": "US-CA", "count": 508, "estimate": True, "people": ["customers", "public"], "data": ["name"]},
            ]
        }
    )

    assert found.rows == (
        PlaceRow("New Zealand", "1,284", "Customers", ""),
        PlaceRow("California (United States)", "About 508", "Customers and public", "Names"),
    )
    assert (found.total, found.basis) == ("About 1,792", "estimate")


def test_a_number_that_is_not_known_makes_the_total_a_least():
    found = people_by_place({"affected": [{"residence": "NZ", "count": 5}, {"residence": "IE", "count": None}]})

    assert found.rows[1].number == "Not known yet"
    assert (found.total, found.basis) == ("At least 5", "the numbers may still grow")


def test_no_number_at_all_is_not_zero():
    found = people_by_place({"affected": [{"residence": "NZ", "count": None}, {"residence": "IE", "count": None}]})

    assert found.total == "Not known yet"
