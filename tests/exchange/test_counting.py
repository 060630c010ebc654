"""What is learned of counting, model by model."""

from fakes import Figures
from kiro_py.exchange.counting import MOST_MODELS, Counting
from kiro_py.translate.calibration import Calibration

SONNET, OPUS = "claude-sonnet-4.5", "claude-opus-4.6"


def test_each_model_counts_in_its_own_way():
    """What was learned of one model says nothing about another."""
    subject = Counting()
    for _ in range(20):
        subject.learn(SONNET, 100_000, 140_000)

    assert 139_000 < subject.of(SONNET).whole(100_000) < 141_000
    assert 100_000 == subject.of(OPUS).whole(100_000)


def test_what_is_learned_is_kept():
    """The next start knows it."""
    memory = Figures()
    Counting(memory).learn(SONNET, 1_000, 1_500)

    assert Counting(memory).of(SONNET).samples == memory.known[SONNET].samples
    assert 1 == len(memory.known[SONNET].samples)


def test_what_was_not_reported_teaches_nothing():
    """Without a figure, or with an odd one, nothing is kept."""
    memory = Figures()
    subject = Counting(memory)
    subject.learn(SONNET, 1_000, None)
    subject.learn(SONNET, 1_000, 1)

    assert {} == memory.known
    assert Calibration() == subject.of(SONNET)


def test_models_are_bounded():
    """The model that was used longest ago goes first."""
    subject = Counting()
    for number in range(MOST_MODELS):
        subject.learn(f"model-{number}", 1_000, 1_500)
    subject.learn("model-0", 1_000, 1_500)
    subject.learn("one more", 1_000, 1_500)

    assert 2 == len(subject.of("model-0").samples)
    assert () == subject.of("model-1").samples
    assert 1 == len(subject.of("one more").samples)
