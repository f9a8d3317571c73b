"""Leases: never two holders of one place, whoever tries at once; what has run out comes back; an answer stays."""

import threading

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from alkit.labeling.leases import TABLES, LeaseLostError, Leases
from alkit.labeling.team import TeamLog

PEOPLE, SAMPLES = ["Ada", "Ben", "Cleo"], range(4)
who, which = st.sampled_from(PEOPLE), st.sampled_from(SAMPLES)


class LeaseMachine(RuleBasedStateMachine):
    """Beside the table: a dict of what each holds and until when, and a set of what each has answered."""

    @initialize(overlap=st.integers(1, 2))
    def begin(self, overlap):
        self.engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
        TABLES.create_all(self.engine)
        self.now, self.overlap = 1000.0, overlap
        self.held, self.answered = {}, set()
        self.leases = {p: Leases(self.engine, "pool", p, overlap, 10.0, lambda: self.now) for p in PEOPLE}

    def teardown(self):
        if hasattr(self, "engine"):
            self.engine.dispose()

    def others(self, sample, person):
        """Who else has answered a sample, or has time left to."""
        answered = {p for p, s in self.answered if s == sample}
        return (answered | {p for p, (s, until) in self.held.items() if s == sample and until > self.now}) - {person}

    @rule(person=who, sample=which)
    def take(self, person, sample):
        mine = self.held.get(person, (None, 0))
        got = self.leases[person].take(sample)
        if (person, sample) in self.answered:
            assert not got
        elif mine[0] == sample and self.leases[person].holds(sample):
            assert got
        else:
            assert got == (len(self.others(sample, person)) < self.overlap)
        if got:
            self.held[person] = sample, self.now + 10.0
        elif mine[0] != sample:
            self.held.pop(person, None)  # who looks for another sample has left theirs
        for p in [p for p, (s, until) in self.held.items() if not self.leases[p].holds(s)]:
            assert self.held.pop(p)[1] <= self.now  # taken from somebody: only where their time was over

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def answer(self, data):
        person = data.draw(st.sampled_from(sorted(self.held)))
        with self.engine.begin() as connection:
            self.leases[person].keep(connection, self.held[person][0])
        self.answered.add((person, self.held.pop(person)[0]))

    @precondition(lambda self: self.answered)
    @rule(data=st.data())
    def undo(self, data):
        person, sample = data.draw(st.sampled_from(sorted(self.answered)))
        with self.engine.begin() as connection:
            self.leases[person].reopen(connection, sample)
        self.answered.remove((person, sample))
        self.held[person] = sample, self.now + 10.0

    @rule(person=who, sample=which)
    def answer_what_is_not_held(self, person, sample):
        if self.held.get(person, (None,))[0] != sample:
            with pytest.raises(LeaseLostError), self.engine.begin() as connection:
                self.leases[person].keep(connection, sample)

    @rule(seconds=st.sampled_from([1.0, 9.0, 10.0, 11.0]))
    def wait(self, seconds):
        self.now += seconds

    @invariant()
    def nobody_is_asked_what_enough_others_are(self):
        if not hasattr(self, "engine"):
            return
        for person in PEOPLE:
            full = [s for s in SAMPLES if len(self.others(s, person)) >= self.overlap]
            assert sorted(self.leases[person].full()) == full
            assert self.leases[person].held() == [s for p, (s, _) in self.held.items() if p == person]
        places = [(lease.sample, lease.place) for lease in self.leases["Ada"].all()]
        assert len(set(places)) == len(places) and all(place < self.overlap for _, place in places)


TestLeases = LeaseMachine.TestCase
TestLeases.settings = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.slow
@pytest.mark.parametrize("overlap", [1, 2])
def test_of_many_who_take_at_once_as_many_get_it_as_there_are_places(store, overlap):
    log, n = TeamLog(store), 6
    leases = [Leases(log._engine, "pool", f"person {k}", overlap) for k in range(n)]
    together, got = threading.Barrier(n), []

    def take(one):
        for sample in range(3):
            together.wait()
            if one.take(sample):
                got.append((sample, one.annotator))
            together.wait()
            with log._engine.begin() as connection:  # so that all are free for the next
                one.let_go(connection, but=sample)

    threads = [threading.Thread(target=take, args=(one,)) for one in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sample for sample, _ in got) == sorted([*range(3)] * overlap)
    log.close()


class Slow(Leases):
    """Somebody else is quicker, between the look at the places of a sample and the taking of one."""

    other: Leases

    def _place(self, *args):
        self.other.take(args[1])
        return super()._place(*args)


@pytest.mark.parametrize("is_expired", [False, True])
def test_who_looked_first_and_took_last_gets_nothing(store, is_expired):
    log, now = TeamLog(store), 1000.0
    ada, ben, cleo = (
        kind(log._engine, "pool", name, 1, 10.0, lambda: now)
        for kind, name in ((Slow, "Ada"), (Leases, "Ben"), (Leases, "Cleo"))
    )
    if is_expired:
        assert cleo.take(0)
        now += 11
    ada.other = ben
    assert not ada.take(0) and ben.holds(0) and ada.held() == [] and cleo.held() == []
    log.close()


def test_the_database_has_one_clock_for_all(store):
    log = TeamLog(store)
    ada, ben = (Leases(log._engine, "pool", person, seconds=1e-3) for person in ("Ada", "Ben"))
    assert ada.take(0)
    (lease,) = ada.all()
    assert 1.7e9 < lease.until < 1e10  # seconds since 1970
    while not ben.take(0):  # after a millisecond
        pass
    assert not ada.holds(0) and ben.holds(0)
    log.close()
