"""What an organisation gets back stands among the addresses of its survey."""

from django.urls import path

from followup.report import views_giving_back

app_name = "giving_back"
HERE = "<int:year>/<slug:actor>/tillbaka/"
urlpatterns = [
    path(HERE, views_giving_back.page, name="page"),
    path(HERE + "tillbaka.pdf", views_giving_back.pdf, name="pdf"),
]
