"""Appeals that came by phone, chat or from an MFC weighed like the contact they came by.

What is alive gets the weight of a letter, and the load of its owners is counted anew.
"""

from django.db import migrations

LIGHTER = """
UPDATE routing_workitem AS item SET weight = letter.weight, wrap_up_s = letter.wrap_up_s
FROM routing_channelweight AS letter
WHERE letter.channel = 'cabinet' AND item.subject LIKE 'ticket:%'
    AND item.state IN ('waiting', 'offered', 'taken')
    AND (item.weight, item.wrap_up_s) IS DISTINCT FROM (letter.weight, letter.wrap_up_s);
UPDATE routing_presence AS presence SET load = counted.load
FROM (
    SELECT present.operator_id, COALESCE(SUM(item.weight), 0) AS load
    FROM routing_presence AS present
    LEFT JOIN routing_workitem AS item
        ON item.owner_id = present.operator_id AND item.state = 'taken'
    GROUP BY present.operator_id
) AS counted
WHERE counted.operator_id = presence.operator_id AND presence.load <> counted.load;
"""


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_wake_those_with_room")]

    operations = [migrations.RunSQL(LIGHTER, migrations.RunSQL.noop)]
