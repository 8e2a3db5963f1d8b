"""An instance as one workbook: templates with drop-downs, conversion both ways, faults marked in a copy."""
