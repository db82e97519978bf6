"""What Alembic runs for every command: the steps on the connection that incident.db.schema opened and will commit."""

from alembic import context

from incident.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,  # for the names of constraints
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
