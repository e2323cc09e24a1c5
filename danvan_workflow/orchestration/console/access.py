"""Who is looking, and what they may do: Airflow's own sign-in and rights, and nothing of ours beside them.

The names taken from Airflow here are not in its public interface: this is the only module that knows them, and tests hold them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
from airflow.api_fastapi.core_api.security import get_user
from airflow.models.dag import DagModel
from fastapi import Depends

from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.web.rights import NotAllowed

Method = Literal["GET", "POST", "PUT"]
signed_in = get_user


@dataclass(frozen=True, slots=True)
class Visitor:
    """The signed-in account. Rights on a cycle are its rights on the DAG of the cycle's obligation."""

    user: BaseUser

    @property
    def name(self) -> str:
        """The name that Airflow knows."""
        return str(self.user.get_name() or self.user.get_id())

    def may_read(self, plan: str, obligation: str) -> bool:
        """True where the account may look at the DAG."""
        return self._may("GET", plan, obligation)

    def may_change(self, plan: str, obligation: str) -> bool:
        """True where the account may change the DAG: extend, waive, return, move a deadline."""
        return self._may("PUT", plan, obligation)

    def may_open(self, plan: str, obligation: str) -> bool:
        """True where the account may begin a run of the DAG."""
        return self._may("POST", plan, obligation)

    def require(self, allowed: bool) -> None:
        """NotAllowed unless so."""
        if not allowed:
            raise NotAllowed(f"Tài khoản “{self.name}” không có quyền làm việc này. Đề nghị người quản trị Airflow cấp quyền.")

    def _may(self, method: Method, plan: str, obligation: str) -> bool:
        name = dag_id(plan, obligation)
        details = DagDetails(id=name, team_name=DagModel.get_team_name(name))
        return bool(get_auth_manager().is_authorized_dag(method=method, details=details, user=self.user))


def visitor(user: Annotated[BaseUser, Depends(signed_in)]) -> Visitor:
    """The dependency of every page; without a sign-in it answers 401."""
    return Visitor(user)
