"""Where the line of the back is read."""

import numpy as np

#: Along the trunk from mid-shoulder (0) to mid-hip (1): lower neck to below the buttocks.
PLACES = np.linspace(-0.10, 1.25, 28)
