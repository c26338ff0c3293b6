"""What an organisation gets back stands among the addresses of its survey."""

from django.urls import path

from followup.report.giving_back import views

app_name = "giving_back"
HERE = "<int:year>/<slug:actor>/tillbaka/"
urlpatterns = [
    path(HERE, views.page, name="page"),
    path(HERE + "tillbaka.pdf", views.pdf, name="pdf"),
]
