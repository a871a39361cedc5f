"""To come."""
def draft(project):
    return None
