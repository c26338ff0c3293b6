"""Addresses of the rounds' room."""

from django.urls import path

from followup.rounds import (
    views,
    views_board,
    views_contacts,
    views_invitations,
    views_letters,
    views_paper,
    views_questions,
)

app_name = "rounds"
urlpatterns = [
    path("", views.index, name="index"),
    path("ny/", views.create, name="create"),
    path("<int:year>/", views.round_page, name="round"),
    path("<int:year>/plan/", views.plan, name="plan"),
    path("<int:year>/samrad/", views.consultation, name="consultation"),
    path("<int:year>/oppna/", views.open_, name="open"),
    path("<int:year>/stang/", views.close, name="close"),
    path("<int:year>/oppna-igen/", views.reopen, name="reopen"),
    path("<int:year>/sammanstalld/", views.compile_, name="compile"),
    path("<int:year>/arkivera/", views.archive, name="archive"),
    path("<int:year>/kopiera/", views.copy, name="copy"),
    path("<int:year>/fragor/", views_questions.questions, name="questions"),
    path("<int:year>/fragor/<slug:key>/", views_questions.wording, name="wording"),
    path("<int:year>/fragor/<slug:key>/upp/", views_questions.raise_, name="raise"),
    path("<int:year>/fragor/<slug:key>/ned/", views_questions.lower, name="lower"),
    path("<int:year>/fragor/<slug:key>/utelamna/", views_questions.leave_out, name="leave_out"),
    path("<int:year>/fragor/<slug:key>/ta-med/", views_questions.take_in, name="take_in"),
    path("<int:year>/forhandsvisning/", views_questions.preview, name="preview"),
    path("<int:year>/inbjudna/", views_invitations.invitations, name="invitations"),
    path("<int:year>/inbjudna/brev/", views_invitations.letter, name="letter"),
    path("<int:year>/inbjudna/brev/<slug:kind>/", views_invitations.letter, name="letter_of"),
    path("<int:year>/paminnelse/", views_letters.send_letter, name="remind"),
    path("<int:year>/skicka/<slug:kind>/", views_letters.send_letter, name="send_letter"),
    path(
        "<int:year>/skicka/<slug:kind>/forhandsvisning/",
        views_letters.preview_letter,
        name="preview_letter",
    ),
    path("<int:year>/brev/", views_letters.mails, name="mails"),
    path("<int:year>/brev/skicka/", views_letters.send_waiting, name="send_waiting"),
    path("<int:year>/brev/<int:pk>/", views_letters.sent_mail, name="sent_mail"),
    path("<int:year>/brev/<int:pk>/fungerar/", views_letters.unbounce, name="unbounce"),
    path("<int:year>/brev/<int:pk>/avgor/", views_letters.settle, name="settle"),
    path("<int:year>/lage/", views_board.board, name="board"),
    path("<int:year>/lage/<slug:slug>/", views_board.organisation, name="organisation"),
    path("<int:year>/lage/<slug:slug>/mer-tid/", views_board.more_time, name="more_time"),
    path("<int:year>/lage/<slug:slug>/papper/", views_paper.begin, name="paper"),
    path("<int:year>/lage/<slug:slug>/papper/avsluta/", views_paper.end, name="end_paper"),
    path("kontakter/<slug:slug>/", views_contacts.contacts, name="contacts"),
    path("kontakter/<slug:slug>/ny/", views_contacts.add, name="add_contact"),
    path("kontakter/<slug:slug>/brevlada/", views_contacts.mailbox, name="mailbox"),
    path("kontakter/<slug:slug>/<int:pk>/", views_contacts.change, name="change_contact"),
]
