from ctserver.auth.nonces import NonceMemory


def test_a_nonce_is_accepted_once() -> None:
    memory = NonceMemory()
    assert memory.accept("admin", "n", 100.0)
    assert not memory.accept("admin", "n", 101.0)


def test_the_same_nonce_of_another_user_is_another_pair() -> None:
    memory = NonceMemory()
    assert memory.accept("admin", "n", 100.0)
    assert memory.accept("demo", "n", 100.0)


def test_a_nonce_is_remembered_as_long_as_its_token_can_be_valid() -> None:
    memory = NonceMemory()
    memory.accept("admin", "n", 100.0)  # Created may be 110, which is within the window until 120
    assert not memory.accept("admin", "n", 120.0)
    assert memory.accept("admin", "n", 120.001)


def test_what_has_expired_is_forgotten() -> None:
    memory = NonceMemory()
    for number in range(50):
        memory.accept("admin", str(number), 100.0)
    memory.accept("admin", "last", 200.0)
    assert len(memory) == 1


def test_the_memory_is_bounded_and_forgets_the_oldest() -> None:
    memory = NonceMemory(capacity=3)
    for number in range(10):
        assert memory.accept("admin", str(number), 100.0)
    assert len(memory) == 3
    assert not memory.accept("admin", "9", 100.0)
    assert memory.accept("admin", "0", 100.0)
