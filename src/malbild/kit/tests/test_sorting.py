from malbild.kit.sorting import swedish_order


def test_the_three_letters_come_last_in_their_order():
    names = ["Örebro", "Älvkarleby", "Ånge", "Arboga", "Åre", "Ystad", "Östhammar"]
    assert sorted(names, key=swedish_order) == ["Arboga", "Ystad", "Ånge", "Åre", "Älvkarleby", "Örebro", "Östhammar"]
