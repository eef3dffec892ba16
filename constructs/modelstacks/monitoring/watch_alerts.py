"""Alerts: queries that are run on a schedule, and tell somebody."""

from collections.abc import Sequence

from constructs import Construct

from modelstacks.bindings.databricks import (
    AlertV2,
    AlertV2Evaluation,
    AlertV2EvaluationNotification,
    AlertV2EvaluationNotificationSubscriptions,
    AlertV2EvaluationSource,
    AlertV2EvaluationThreshold,
    AlertV2EvaluationThresholdValue,
    AlertV2Schedule,
)
from modelstacks.monitoring.queries import query_text
from modelstacks.monitoring.watch_folder import WatchFolder
from modelstacks.surroundings.watch_plans import AlertPlan


class WatchAlerts(Construct):
    """One alert per plan. A changed limit is a change in place."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plans: Sequence[AlertPlan],
        folder: WatchFolder,
        warehouse_id: str,
        destination_ids: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        for plan in plans:
            AlertV2(
                self,
                plan.id,
                display_name=plan.name,
                custom_summary=f"{plan.name}: {plan.summary}",
                parent_path=folder.path,
                warehouse_id=warehouse_id,
                query_text=query_text(plan.query),
                evaluation=_evaluation(plan, destination_ids),
                schedule=AlertV2Schedule(
                    quartz_cron_schedule=plan.schedule,
                    timezone_id="UTC",
                    pause_status="UNPAUSED",
                ),
            )


def _evaluation(plan: AlertPlan, destination_ids: Sequence[str]) -> AlertV2Evaluation:
    told = [
        AlertV2EvaluationNotificationSubscriptions(destination_id=one) for one in destination_ids
    ]
    return AlertV2Evaluation(
        source=AlertV2EvaluationSource(name=plan.column, aggregation="MAX"),
        comparison_operator="GREATER_THAN_OR_EQUAL",
        threshold=AlertV2EvaluationThreshold(
            value=AlertV2EvaluationThresholdValue(double_value=plan.threshold)
        ),
        # Nothing ran, nothing failed.
        empty_result_state="OK",
        notification=AlertV2EvaluationNotification(notify_on_ok=True, subscriptions=told)
        if told
        else None,
    )
