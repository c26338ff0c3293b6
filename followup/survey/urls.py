"""Addresses of the survey; each names year, organisation and section, so no save can stray."""

from django.urls import path

from followup.survey import views
from followup.survey.answering import views as views_answering
from followup.survey.answering import (
    views_history,
    views_interventions,
    views_last_year,
    views_merging,
    views_records,
)
from followup.survey.attachments import views as views_attachments
from followup.survey.attachments import views_late
from followup.survey.documents import views as views_documents
from followup.survey.submitting import (
    views_checking,
    views_handing_in,
    views_paper,
    views_sending_back,
    views_sign_off,
)
from followup.survey.together import views_colleagues, views_named
from followup.survey.trying import views as views_trying
from followup.survey.workbook import views as views_workbook

app_name = "survey"
HERE = "<int:year>/<slug:actor>/"
SECTION = HERE + "avsnitt/<slug:section>/"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/forhandsvisning/", views_trying.preview, name="preview"),
    path("<int:year>/prova/", views_trying.begin, name="try"),
    path(HERE, views.survey, name="survey"),
    path(HERE + "borja-om/", views_trying.begin_anew, name="begin_anew"),
    path(HERE + "borja/", views.start, name="start"),
    path(HERE + "kontrollera/", views_handing_in.check_answers, name="check"),
    path(HERE + "fragorna/enkat.docx", views_documents.circulate_docx, name="circulate_docx"),
    path(HERE + "fragorna/enkat.pdf", views_documents.circulate_pdf, name="circulate_pdf"),
    path(HERE + "lamna-in/", views_handing_in.submit, name="submit"),
    path(HERE + "kvitto/", views_handing_in.receipt, name="receipt"),
    path(
        HERE + "kvitto/<int:number>/kvitto.pdf", views_documents.receipt_as_pdf, name="receipt_pdf"
    ),
    path(HERE + "bekrafta/", views_paper.confirm_paper, name="confirm_paper"),
    path(HERE + "granska/", views_sending_back.review, name="review"),
    path(HERE + "granska/skicka-tillbaka/", views_sending_back.send_back, name="send_back"),
    path(HERE + "granska/godta/", views_sending_back.accept, name="accept"),
    path(HERE + "granska/avsla/", views_sending_back.decline, name="decline_reopening"),
    path(HERE + "be-om-andring/", views_sending_back.ask_to_reopen, name="ask_to_reopen"),
    path(HERE + "andringar/", views_sending_back.changes, name="changes"),
    path(HERE + "kollegor/", views_colleagues.people, name="colleagues"),
    path(HERE + "kollegor/bjud-in/", views_colleagues.invite, name="invite_colleague"),
    path(HERE + "kollegor/<int:pk>/ta-bort/", views_colleagues.remove, name="remove_colleague"),
    path(HERE + "attest/", views_sign_off.sign_off_page, name="sign_off"),
    path(HERE + "attest/valj/", views_sign_off.choose, name="choose_approver"),
    path(HERE + "attest/skicka/", views_sign_off.ask, name="ask_for_sign_off"),
    path(HERE + "attest/godkann/", views_sign_off.approve, name="approve"),
    path(HERE + "attest/skicka-tillbaka/", views_sign_off.send_back, name="return"),
    path(HERE + "attest/ta-tillbaka/", views_sign_off.take_back, name="take_back"),
    path(HERE + "excel/", views_workbook.workbook, name="workbook"),
    path(HERE + "excel/arbetsbok/", views_workbook.download_workbook, name="download_workbook"),
    path(HERE + "excel/ladda-upp/", views_workbook.upload_workbook, name="upload_workbook"),
    path(HERE + "excel/<uuid:pk>/", views_workbook.workbook_changes, name="workbook_changes"),
    path(HERE + "excel/<uuid:pk>/spara/", views_workbook.import_workbook, name="import_workbook"),
    path(
        HERE + "excel/<uuid:pk>/avbryt/", views_workbook.discard_workbook, name="discard_workbook"
    ),
    path(HERE + "sen-fil/<uuid:pk>/anvand/", views_late.use, name="use_late_file"),
    path(HERE + "sen-fil/<uuid:pk>/lagg-undan/", views_late.put_aside, name="put_late_file_aside"),
    path(HERE + "sen-fil/<uuid:pk>/ta-emot/", views_late.let_use, name="let_use_late_file"),
    path(HERE + "sen-fil/<uuid:pk>/avsla/", views_late.decline, name="decline_late_file"),
    path(HERE + "namnda/<uuid:pk>/var-med/", views_named.took_part, name="took_part"),
    path(HERE + "namnda/<uuid:pk>/var-inte-med/", views_named.took_no_part, name="took_no_part"),
    path(SECTION, views_answering.section, name="section"),
    path(SECTION + "lamna-over/", views_colleagues.delegate, name="delegate"),
    path(SECTION + "ta-tillbaka/", views_colleagues.take_back, name="take_back_section"),
    path(SECTION + "slapp/", views_colleagues.release, name="release_section"),
    path(SECTION + "narvaro/", views_colleagues.presence, name="presence"),
    path(SECTION + "spara/", views_answering.save, name="save"),
    path(SECTION + "spara-allt/", views_answering.save_all, name="save_all"),
    path(SECTION + "ej-relevant/", views_answering.not_relevant, name="not_relevant"),
    path(SECTION + "relevant/", views_answering.relevant, name="relevant"),
    path(SECTION + "insats/", views_interventions.add_intervention, name="add_intervention"),
    path(
        SECTION + "insats/<uuid:pk>/ta-bort/",
        views_interventions.remove_intervention,
        name="remove_intervention",
    ),
    path(
        SECTION + "insats/<uuid:pk>/angra/",
        views_interventions.restore_intervention,
        name="restore_intervention",
    ),
    path(
        SECTION + "insats/<uuid:pk>/flytta/upp/",
        views_interventions.move_up,
        name="move_intervention_up",
    ),
    path(
        SECTION + "insats/<uuid:pk>/flytta/ned/",
        views_interventions.move_down,
        name="move_intervention_down",
    ),
    path(
        SECTION + "insatser/ordning/",
        views_interventions.order_interventions,
        name="order_interventions",
    ),
    path(
        SECTION + "insats/<uuid:pk>/kopiera/",
        views_interventions.copy_intervention,
        name="copy_intervention",
    ),
    path(SECTION + "insats/<uuid:pk>/jamfor/", views_merging.begin_merging, name="begin_merging"),
    path(
        SECTION + "insats/<uuid:pk>/sla-ihop/",
        views_merging.merge_interventions,
        name="merge_interventions",
    ),
    path(
        SECTION + "insats/<uuid:pk>/ta-isar/",
        views_merging.separate_interventions,
        name="separate_interventions",
    ),
    path(SECTION + "rad/<uuid:pk>/ta-bort/", views_records.remove_record, name="remove_record"),
    path(SECTION + "rad/<uuid:pk>/angra/", views_records.restore_record, name="restore_record"),
    path(SECTION + "rad/<slug:question>/", views_records.add_record, name="add_record"),
    path(
        SECTION + "rad/<slug:question>/<int:sub_goal>/",
        views_records.add_record,
        name="add_record_about",
    ),
    path(SECTION + "samma-svar/", views_last_year.copy_section, name="copy_section"),
    path(
        SECTION + "samma-svar/<path:question>/", views_last_year.copy_question, name="copy_question"
    ),
    path(SECTION + "stammer/", views_last_year.confirm_section, name="confirm_section"),
    path(
        SECTION + "stammer/<path:question>/",
        views_last_year.confirm_question,
        name="confirm_question",
    ),
    path(
        SECTION + "vantar/<slug:kind>/<uuid:pk>/<slug:choice>/",
        views_interventions.take_up,
        name="take_up",
    ),
    path(SECTION + "versioner/<path:question>/", views_history.versions, name="versions"),
    path(SECTION + "ta-tillbaka/<uuid:pk>/", views_history.restore, name="restore"),
    path(SECTION + "forklara/", views_checking.explain, name="explain"),
    # Files: fetched at an address of their own, since others than the organisation read them too.
    path("fil/<uuid:pk>/", views_attachments.download, name="file"),
    path(SECTION + "fil/<uuid:pk>/ta-bort/", views_attachments.remove_file, name="remove_file"),
    path(SECTION + "fil/<uuid:pk>/angra/", views_attachments.restore_file, name="restore_file"),
    path(SECTION + "filer/<path:key>/", views_attachments.add_file, name="add_file"),
]
