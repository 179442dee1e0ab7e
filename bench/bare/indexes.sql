CREATE INDEX bare_ticket_open ON bare_ticket (created DESC, id DESC) WHERE status IN (1, 2);
CREATE INDEX bare_ticket_created ON bare_ticket (created DESC, id DESC);
CREATE INDEX bare_ticket_search ON bare_ticket USING gin (search);
CREATE INDEX bare_event_ticket ON bare_event (ticket_id);
ALTER TABLE bare_event ADD FOREIGN KEY (ticket_id) REFERENCES bare_ticket;
CREATE TRIGGER bare_search BEFORE INSERT ON bare_ticket FOR EACH ROW EXECUTE FUNCTION bare_search();
SELECT setval('bare_number', (SELECT max(number) FROM bare_ticket));
VACUUM ANALYZE bare_ticket;
VACUUM ANALYZE bare_event;
