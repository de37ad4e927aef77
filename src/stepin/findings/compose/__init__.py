"""What the analysis found, from columns of codes to records of words."""
