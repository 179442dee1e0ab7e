"""Names become findable by trigrams: `names` held keyed stems, it gets keyed trigrams."""

from django.db import migrations

from common.keyed_names import NameVector


def cut_names(apps, schema_editor):
    Citizen = apps.get_model("accounts", "Citizen")
    columns = ("pk", "kind", "last_name", "first_name", "middle_name", "organisation")
    for citizen in Citizen.objects.only(*columns).iterator(chunk_size=500):
        person = (citizen.last_name, citizen.first_name, citizen.middle_name)
        names = [citizen.organisation] if citizen.kind == "organisation" else person
        vector = NameVector(citizen.pk, " ".join(name for name in names if name))
        Citizen.objects.filter(pk=citizen.pk).update(names=vector)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_rights"), ("common", "0002_lives_of_keys")]

    operations = [migrations.RunPython(cut_names, migrations.RunPython.noop, elidable=True)]
