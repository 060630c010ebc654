"""I am what all operations share: accounts, time, the model, and how strict to be."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiro_py.simulator.accounts.account import Account
from kiro_py.simulator.accounts.book import Accounts
from kiro_py.simulator.accounts.grants import Grants
from kiro_py.simulator.accounts.mint import Mint
from kiro_py.simulator.clock import Clock
from kiro_py.simulator.faults.queue import Faults
from kiro_py.simulator.ledger import Ledger
from kiro_py.simulator.model.catalogue import MODELS, Model
from kiro_py.simulator.model.recordings import Recordings
from kiro_py.simulator.model.scene import Script
from kiro_py.simulator.model.signatures import Signer
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.inspection import Sender


@dataclass(slots=True)
class Pace:
    """How fast the model speaks; it may be changed while the simulator runs."""

    tokens_per_second: float | None = None

    @property
    def seconds_between(self) -> float | None:
        """The pause before each token, `None` for as fast as possible."""
        return None if self.tokens_per_second is None else 1 / self.tokens_per_second


@dataclass(frozen=True, slots=True)
class World:
    """The simulated service, without its socket."""

    settings: Settings
    script: Script
    clock: Clock
    mint: Mint
    accounts: Accounts
    grants: Grants
    faults: Faults
    calls: Ledger
    recordings: Recordings
    pace: Pace

    def models_of(self, account: Account) -> dict[str, Model]:
        """Return the models of an account's plan, by id."""
        models = dict(MODELS)
        for count in self.settings.counts:
            model = models[count.model_id]
            models[model.id] = replace(model, factor=count.factor, offset=count.offset)
        if account.models is None:
            return models
        return {name: model for name, model in models.items() if name in account.models}

    def signer(self, account: str, model_id: str) -> Signer:
        """Return who signs the reasoning of a model for an account."""
        return Signer(self.mint, account, model_id)

    def sender(self, account: Account) -> Sender:
        """Return the account's side of a request, for the rules."""

        def others(model_id: str) -> Iterable[Signer]:
            for name in self.accounts:
                for other in MODELS:
                    if (name, other) != (account.name, model_id):
                        yield self.signer(name, other)

        def own(model_id: str) -> Signer:
            return self.signer(account.name, model_id)

        return Sender(account.name, self.models_of(account), own, others)


def build_world(
    *,
    settings: Settings,
    script: Script,
    accounts: Iterable[Account],
    pace: float | None,
) -> World:
    """Return a new world with these accounts signed in."""
    clock, mint = Clock(), Mint(settings.seed)
    book = Accounts(mint, clock, settings.token_lifetime_seconds)
    book.add(accounts)
    return World(
        settings=settings,
        script=script,
        clock=clock,
        mint=mint,
        accounts=book,
        grants=Grants(mint, clock, settings),
        faults=Faults(),
        calls=Ledger(settings.max_recorded_calls, clock.now),
        recordings=Recordings(settings.streams),
        pace=Pace(pace),
    )
