"""Macros and mass actions, mounted at /desk/ before the desk's own addresses."""

from django.urls import path

from automation.views import bulk, bulk_runs, macros

app_name = "automation"

bulk_urls = [
    path("bulk/", bulk_runs.bulks, name="bulks"),
    path("bulk/new/", bulk.bulk_new, name="bulk-new"),
    path("bulk/count/", bulk.bulk_count, name="bulk-count"),
    path("bulk/now/", bulk_runs.bulk_now, name="bulk-now"),
    path("bulk/<uuid:run_id>/", bulk_runs.bulk, name="bulk"),
    path("bulk/<uuid:run_id>/refused/", bulk_runs.bulk_refused, name="bulk-refused"),
    path("bulk/<uuid:run_id>/cancellation/", bulk_runs.bulk_cancellation, name="bulk-cancellation"),
    path("bulk/<uuid:run_id>/undo/", bulk_runs.bulk_undo, name="bulk-undo"),
]
macro_urls = [
    path("macros/", macros.macros, name="macros"),
    path("macros/new/", macros.macro_new, name="macro-new"),
    path("macros/<uuid:macro_id>/", macros.macro, name="macro"),
    path("macros/<uuid:macro_id>/removal/", macros.macro_removal, name="macro-removal"),
    path("macros/<uuid:macro_id>/keeping/", macros.macro_keeping, name="macro-keeping"),
]
ticket_urls = [
    path("<int:number>/macros/", macros.palette, name="palette"),
    path("<int:number>/macros/<uuid:macro_id>/", macros.macro_run, name="macro-run"),
]

urlpatterns = [*bulk_urls, *macro_urls, *ticket_urls]
