"""I am the only one who knows everybody; I build the house and step aside."""

from kiro_py.compose.desk import Desk, desk
from kiro_py.compose.house import gateway
from kiro_py.compose.keeping import Keeping

__all__ = ["Desk", "Keeping", "desk", "gateway"]
